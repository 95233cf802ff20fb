/** A directory between the local Slack and a real store, with a clock that stands still, for tests of who is who. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UserSeed } from '../../demo/slack/people';
import { type Slack, type SlackOptions, startSlack } from '../../demo/slack/server';
import { slackClient } from '../../src/notify/slack';
import { type Directory, slackDirectory } from '../../src/people/directory';
import { type Database, openDatabase } from '../../src/store/database';
import { sqlitePeople } from '../../src/store/people';
import { type TestClock, testClock } from '../clock';
import { ROOT } from '../harness';

const someone = (id: string, more: Partial<UserSeed> = {}): UserSeed => {
  const name = id.slice(2).toLowerCase();
  return { id, name, real_name: `${name} of Acme`, email: `${name}@example.com`, ...more };
};

export const PEOPLE: readonly UserSeed[] = [
  someone('U0ALICE', { real_name: 'Alice Meyer', tz: 'Europe/Berlin', tz_offset: 3600 }),
  someone('U0BOB'),
  someone('U0GONE', { deleted: true }),
  someone('U0GUEST', { is_restricted: true }),
  someone('U0STRANGER', { is_stranger: true }),
  someone('U0ROBOT', { is_bot: true }),
];

export interface Office {
  readonly slack: Slack;
  readonly clock: TestClock;
  readonly database: Database;
  directory: Directory;
  /** As after a restart: what was kept in memory is gone. */
  restart(): void;
  /** Calls of a method so far. */
  calls(method: string): number;
  close(): Promise<void>;
}

export async function office(options: SlackOptions = {}): Promise<Office> {
  const clock = testClock();
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-'));
  const slack = await startSlack({ clock, rateLimits: false, users: PEOPLE, channels: [], ...options });
  const database = openDatabase('sqlite:x.sqlite', folder, join(ROOT, 'migrations'));
  const client = slackClient(slack.botToken, slack.apiUrl);
  const open = (): Directory => slackDirectory(client, sqlitePeople(database), clock);
  const made: Office = {
    slack,
    clock,
    database,
    directory: open(),
    restart: () => void (made.directory = open()),
    calls: (method) => slack.calls.filter((call) => call.method === method).length,
    async close() {
      await slack.close();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return made;
}
