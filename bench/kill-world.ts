/**
 * The local Slack and CloudTrail with a wire before each, one store, and the real program as a process that is begun again
 * whenever it was killed. All of them keep the same clock, which a restart may set ahead, so that nobody waits for minutes.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { type CloudTrailServer, startCloudTrail } from '../demo/cloudtrail/server';
import { type Slack, startSlack } from '../demo/slack/server';
import { packageRoot } from '../src/package-root';
import { type Spot, isMet } from './kill-points';
import { ACCOUNT, CHANNELS, CONFIG } from './kill-story';
import { type Seen, type When, type Wire, startWire } from './kill-wire';

const ROOT = packageRoot(__dirname);
const KEY = { accessKeyId: 'AKIAKILLKILLKILLKILL', secretAccessKey: 'no-secret-at-all-but-it-must-be-forty-ch' };
const STORE = 'trailwarden.sqlite';

export interface Ended {
  readonly signal: string | null;
  readonly code: number | null;
  readonly output: string;
}

export class KillWorld {
  /** What is still owed or not yet read is asked of the store, which is opened for a moment only. */
  private readonly store: string;
  private bot: ChildProcess | undefined;
  private spot: Spot | undefined;
  private met = 0;
  /** When the process was begun, by the real time that passes (milliseconds). */
  begunAt = performance.now();
  private readonly wires: Wire[] = [];

  private constructor(
    private readonly program: string,
    private readonly folder: string,
    readonly slack: Slack,
    readonly aws: CloudTrailServer,
    private readonly clock: { ahead: number },
  ) {
    this.store = join(folder, STORE);
  }

  static async open(program: string): Promise<KillWorld> {
    const clock = { ahead: 0, now: () => Date.now() + clock.ahead };
    const folder = mkdtempSync(join(tmpdir(), 'trailwarden-kill-'));
    writeFileSync(join(folder, 'trailwarden.yml'), CONFIG);
    const channels = Object.values(CHANNELS).map((id) => ({ id, name: id.slice(2).toLowerCase() }));
    const slack = await startSlack({ clock, channels, manifest: join(ROOT, 'manifest.yml') });
    const aws = await startCloudTrail({ clock, accounts: [{ id: ACCOUNT, ...KEY }] });
    const world = new KillWorld(program, folder, slack, aws, clock);
    const caught = (when: When, seen: Seen): boolean => world.caught(when, seen);
    world.wires.push(await startWire(slack.url, caught), await startWire(aws.url, caught));
    return world;
  }

  /** Runs the bot until it ends, which it does at `spot` if it comes there. */
  async life(spot: Spot | undefined): Promise<Ended> {
    [this.spot, this.met, this.begunAt] = [spot, 0, performance.now()];
    const bot = spawn(process.execPath, [this.program, 'start'], { cwd: this.folder, env: this.environment(spot) });
    this.bot = bot;
    let output = '';
    for (const stream of [bot.stdout, bot.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const moment = spot !== undefined && 'moment' in spot ? setTimeout(() => this.kill(), spot.moment) : undefined;
    const ended = await new Promise<Ended>((resolve) => {
      bot.once('close', (code, signal) => resolve({ code, signal, output }));
    });
    clearTimeout(moment);
    this.bot = undefined;
    return ended;
  }

  /** SIGKILL: the process learns nothing of it. */
  kill(): void {
    this.bot?.kill('SIGKILL');
  }

  /** The next process begins so many milliseconds later. */
  pass(milliseconds: number): void {
    this.clock.ahead += milliseconds;
  }

  now(): number {
    return Date.now() + this.clock.ahead;
  }

  /** What is still to be done before these events were read, all is in Slack and everybody was asked; undefined when nothing is. */
  unsettled(events: readonly string[]): string | undefined {
    if (this.bot === undefined) return 'the bot does not run';
    let database: BetterSqlite.Database | undefined;
    try {
      database = new BetterSqlite(this.store, { readonly: true, fileMustExist: true, timeout: 0 });
      const marks = events.map(() => '?').join(', ');
      const read = database.prepare(`SELECT id FROM events WHERE id IN (${marks})`).all(...events).length;
      const owed = database.prepare('SELECT key FROM outbox UNION ALL SELECT event_id FROM asks').pluck().all();
      if (read === events.length && owed.length === 0) return undefined;
      return `${read} of ${events.length} events read, owed: ${owed.join(', ')}`;
    } catch (error) {
      return String(error); // Not made yet, or being made.
    } finally {
      database?.close();
    }
  }

  async close(): Promise<void> {
    this.kill();
    await Promise.all([...this.wires.map((wire) => wire.close()), this.slack.close(), this.aws.close()]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private caught(when: When, seen: Seen): boolean {
    const { spot } = this;
    if (spot === undefined || !('wire' in spot) || !isMet(spot, when, seen)) return false;
    this.met += 1;
    if (this.met !== spot.nth) return false;
    this.kill();
    return true;
  }

  private environment(spot: Spot | undefined): NodeJS.ProcessEnv {
    const [slack, aws] = this.wires.map(({ url }) => url);
    const at = spot !== undefined && 'store' in spot ? spot : undefined;
    return {
      PATH: process.env.PATH,
      HOME: this.folder,
      NODE_OPTIONS: `--require ${JSON.stringify(join(ROOT, 'bench', 'kill-preload.cjs'))}`,
      KILL_ORDERS: JSON.stringify({ ahead: this.clock.ahead, at }),
      DATABASE_URL: `sqlite:${STORE}`,
      SLACK_BOT_TOKEN: this.slack.botToken,
      SLACK_APP_TOKEN: this.slack.appToken,
      SLACK_API_URL: `${slack}/api/`,
      AWS_ACCESS_KEY_ID: KEY.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey,
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_CLOUDTRAIL: aws,
      AWS_ENDPOINT_URL_STS: aws,
    };
  }
}
