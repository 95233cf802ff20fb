/**
 * The real source with the real SDK against the local CloudTrail, in simulated time: requests take as long as they are told
 * to, ticks come by the minute whether or not the last one has ended, and pages are kept as the pipeline keeps them.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { type CloudTrailEndpoint, createEndpoint } from '../demo/cloudtrail/endpoint';
import type { Clock } from '../src/clock';
import type { RequestHandler } from '../src/source/credentials';
import { type LookupEventsSource, lookupEventsSource } from '../src/source/lookup-events';
import type { Lane } from '../src/source/source';
import { ACCOUNT, type Played, type Stretch, play } from './played-account';
import { setTimeout as really } from 'node:timers/promises';
import { dice } from './records';
import { SimulatedTime } from './simulated-time';

const KEY = { accessKeyId: 'AKIASIMULATIONSIMULA', secretAccessKey: 'a-secret-of-the-simulation' };
export const MINUTE = 60_000;

export interface SimulationOptions {
  readonly seed: number;
  readonly start: number;
  /** The home region first. */
  readonly regions: readonly string[];
  /** Milliseconds an answer takes, by region. */
  readonly latency: (region: string, roll: number) => number;
  readonly firstRead: number;
}

/** An event that the source gave and the store had not seen. */
export interface Found {
  readonly at: number;
  readonly firstRead: boolean;
}

export class Simulation {
  readonly time: SimulatedTime;
  readonly aws: CloudTrailEndpoint;
  readonly played = new Map<string, Played>();
  readonly found = new Map<string, Found>();
  readonly faults: unknown[] = [];
  readonly logs: string[] = [];
  /** Events given in all, again and again until they are old enough; the store keeps one of each. */
  given = 0;
  readonly progress = new Map<string, number>();
  source: LookupEventsSource;
  /** The bot's clock, which may be wrong; AWS's is right. */
  private readonly clock: Clock;
  private skew = 0;
  private readonly roll: () => number;
  private readonly reading = new Set<Promise<void>>();

  constructor(private readonly options: SimulationOptions) {
    this.time = new SimulatedTime(options.start);
    this.clock = {
      now: () => this.time.now() + this.skew,
      sleep: (milliseconds, signal) => this.time.sleep(milliseconds, signal),
    };
    this.roll = dice(options.seed + 1);
    this.aws = createEndpoint({ clock: this.time, accounts: [{ id: ACCOUNT, ...KEY }] });
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: KEY.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey,
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    });
    this.source = this.create();
  }

  play(region: string, stretches: readonly Stretch[], seed = this.options.seed): void {
    play(seed, region, stretches, (record, played) => {
      const known = this.played.get(played.id);
      if (known === undefined || known.visibleAt > played.visibleAt) this.played.set(played.id, played);
      this.aws.put(record, { visibleAt: played.visibleAt });
    });
  }

  /** Ticks by the minute until then; a tick does not wait for the one before it. */
  async tickUntil(until: number): Promise<void> {
    for (let at = Math.ceil(this.time.now() / MINUTE) * MINUTE; at < until; at += MINUTE) {
      await this.time.runUntil(at);
      await this.tick();
    }
    await this.time.runUntil(until);
  }

  /** Begins a tick, as the schedule does. */
  async tick(): Promise<void> {
    const now = this.clock.now();
    for (const lane of await this.source.lanes()) {
      const one = this.read(lane, now)
        .catch((error: unknown) => void this.faults.push(error))
        .finally(() => this.reading.delete(one));
      this.reading.add(one);
    }
  }

  /** Sets the bot's clock. */
  step(milliseconds: number): void {
    this.skew += milliseconds;
  }

  /** Another process over the same store. */
  async restart(): Promise<void> {
    await this.stop();
    this.source = this.create();
    await this.ready();
  }

  /** The SDK reads files and loads code when it is first used, which takes real time: nothing else goes on meanwhile. */
  async ready(): Promise<void> {
    for (const region of this.options.regions) {
      let isReady = false;
      const now = this.time.now();
      const asked = this.source.lookup(ACCOUNT, region, { from: now - 1, until: now }).finally(() => (isReady = true));
      while (!isReady) {
        await really(1);
        await this.time.runUntil(this.time.now() + 100);
      }
      await asked;
    }
  }

  async stop(): Promise<void> {
    this.source.close();
    await this.time.runUntil(this.time.now() + MINUTE);
    await Promise.all(this.reading);
  }

  private async read(lane: Lane, now: number): Promise<void> {
    const key = `${lane.id.region} ${lane.id.kind}`;
    for await (const page of lane.pages({ completeUntil: this.progress.get(key) }, now)) {
      this.given += page.events.length;
      for (const { id } of page.events) {
        if (!this.found.has(id)) this.found.set(id, { at: this.time.now(), firstRead: page.firstRead === true });
      }
      const until = page.progress?.completeUntil;
      if (until !== undefined) this.progress.set(key, Math.max(until, this.progress.get(key) ?? until));
    }
  }

  private create(): LookupEventsSource {
    const none = { name: undefined, environment: undefined, roleArn: undefined, externalId: undefined };
    return lookupEventsSource({
      accounts: [{ ...none, id: ACCOUNT, regions: this.options.regions }],
      clock: this.clock,
      firstRead: this.options.firstRead,
      log: (_, message, data) => void this.logs.push(`${message} ${JSON.stringify(data)}`),
      handler: this.handler(),
    });
  }

  /** At the wire: what the SDK has signed and serialised goes in, what it will parse comes out. */
  private handler(): RequestHandler {
    const handle = async (request: WireRequest, { abortSignal }: { readonly abortSignal?: AbortSignal } = {}) => {
      const region = /\.([a-z]+-[a-z]+-\d)\./.exec(request.hostname)?.[1] ?? '';
      const whole = this.options.latency(region, this.roll());
      const there = Math.min(whole / 2, 20 + this.roll() * 20);
      await this.time.sleep(there, abortSignal);
      const headers: IncomingHttpHeaders = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
      );
      const { body = '' } = request;
      const answer = this.aws.answer({
        method: request.method,
        url: request.path,
        headers,
        body: typeof body === 'string' ? body : new TextDecoder().decode(body),
      });
      await this.time.sleep(whole - there, abortSignal);
      if (abortSignal?.aborted === true) throw Object.assign(new Error('aborted'), { name: 'AbortError' });
      return {
        response: { statusCode: answer.status, headers: answer.headers, body: Buffer.from(answer.body) },
      };
    };
    return { handle };
  }
}

interface WireRequest {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}
