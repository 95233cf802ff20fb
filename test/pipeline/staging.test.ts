/** Rules in staging and retention, through the running bot: silent, then live without a restart, and kept no longer than told. */
import { join } from 'node:path';
import { type Database, openDatabase } from '../../src/store/database';
import { stagedReport } from '../../src/store/staged-report';
import { goLive, liveRules } from '../../src/store/staging';
import { HOUR, MINUTE, NOON, record } from '../fixtures';
import { ALICE, CHANNEL, ROOT, type World, world } from '../harness';

const DAY = 24 * HOUR;
/** Of the rule "CloudTrail logging stopped". */
const STOPPED = 'd624a60e-0138-4f1d-b0e1-345788fcb362';

let here: World;
afterEach(() => here.close());

const stopped = (at: number, name = 'main') =>
  record({ eventTime: new Date(at).toISOString(), requestParameters: { name } });
const told = (): number => here.slack.messages(CHANNEL).length;

const yaml = (staging: readonly string[], more = ''): string =>
  `accounts: [{ id: "111122223333", name: prod, environment: production, regions: [eu-central-1] }]
rules: { staging: ${JSON.stringify(staging)} }\n${more}`;

/** By a connection of its own, between two ticks of the bot. */
async function inStore<T>(look: (database: Database) => Promise<T>): Promise<T> {
  const database = openDatabase(here.config.database, here.config.folder, join(ROOT, 'migrations'));
  try {
    return await look(database);
  } finally {
    await database.close();
  }
}

async function tickAfter(time: number): Promise<void> {
  here.clock.advance(time);
  await here.app.tick();
}

test('a rule in staging says nothing, is counted, and posts from the next page on once somebody made it live', async () => {
  here = await world({ yaml: yaml(['CloudTrail logging stopped']) });
  here.aws.put([stopped(NOON - 2 * MINUTE), stopped(NOON - MINUTE), stopped(NOON - MINUTE, 'other')]);
  await here.app.tick();
  expect(told()).toBe(0);
  const question = { ruleIds: [STOPPED], since: NOON - DAY, merge: here.config.merge };
  const [report] = await inStore(({ reader }) => stagedReport(reader, question));
  expect(report).toMatchObject({ matches: 3, principals: 1, expected: 0, joined: 0 });
  expect(report?.alerts.reduce((sum, { count }) => sum + count, 0)).toBe(2);

  await inStore((database) => goLive(database, { ruleId: STOPPED, by: ALICE, at: here.clock.now() }));
  here.aws.put(stopped(NOON + MINUTE));
  await tickAfter(2 * MINUTE);
  expect(told()).toBe(1);

  await here.restart();
  here.aws.put(stopped(NOON + 3 * MINUTE, 'third'));
  await tickAfter(2 * MINUTE);
  expect(told()).toBe(2);
});

test('at a start, a rule that the configuration no longer stages is forgotten, so that naming it again stages it again', async () => {
  here = await world({ yaml: yaml([STOPPED]) });
  for (const ruleId of [STOPPED, 'dropped']) {
    await inStore((database) => goLive(database, { ruleId, by: ALICE, at: NOON }));
  }
  await here.restart();
  expect(await inStore(({ reader }) => liveRules(reader))).toEqual(new Set([STOPPED]));
  expect(here.log.join('')).toMatch(/"rule":"dropped".*rule left staging for good/);
});

test('what is older than it is to be kept goes once an hour; its alert stays and can be acted on', async () => {
  here = await world({ yaml: yaml([], 'retention: { events: 2d }'), start: true });
  here.aws.put(stopped(NOON - MINUTE));
  await here.app.tick();
  await here.app.retain();
  const kept = () => inStore(({ reader }) => reader.selectFrom('events').select('id').execute());
  expect(await kept()).toHaveLength(1);

  here.clock.advance(3 * DAY);
  await here.app.retain();
  expect(await kept()).toEqual([]);
  expect(here.log.join('')).toMatch(/"events":1.*deleted what is older than it is to be kept/);
  const { ts = '' } = here.slack.messages(CHANNEL)[0] ?? {};
  await here.slack.click({ user: ALICE, channel: CHANNEL, ts, actionId: 'alert.acknowledge' });
  await here.app.deliver();
  expect(JSON.stringify(here.slack.messages(CHANNEL)[0]?.blocks)).toMatch(/cknowledged/);
});
