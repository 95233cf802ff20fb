/**
 * The composition root: Config becomes a store, a source, an outbox and listeners, joined by the pipeline. Tests drive the
 * same object by `tick` and `deliver`; only `start` puts it on a schedule.
 */
import { authorizer } from './act/authorize';
import { type Ears, listeners } from './act/listeners';
import { type Clock, SYSTEM_CLOCK } from './clock';
import type { Config, SlackSettings } from './config';
import { contextFrom, rulesFrom } from './engine';
import { passTime } from './deadlines';
import { AppError, reasonOf } from './error';
import { type Log, slackLogger } from './log';
import { Outbox } from './notify/outbox';
import { messenger, slackClient } from './notify/slack';
import { type Pipeline, type TickCounts, type Watch, tick } from './pipeline';
import { type Job, job, singleFlight } from './schedule';
import { lookupEventsSource } from './source/lookup-events';
import { type Database, openDatabase } from './store/database';
import { sqliteLedger } from './store/ledger';
import { sqliteOutbox } from './store/outbox';

export interface AppOptions {
  readonly config: Config;
  readonly log: Log;
  /** The package's folder: `rules/` and `migrations/` stand in it. */
  readonly root: string;
  readonly clock?: Clock;
}

export interface TrailwardenApp {
  /** Connects to Slack: from here on people can click. */
  listen(): Promise<void>;
  /** Listens, ticks once and goes on by the schedule. */
  start(): Promise<void>;
  /** Reads once and sends what may be sent then. */
  tick(): Promise<TickCounts>;
  /** Does what time alone brings about: ends of snoozes, steps of ladders, deadlines. */
  passTime(): Promise<void>;
  /** Sends what may be sent now. */
  deliver(): Promise<void>;
  /** Lets what is under way end, then closes everything. */
  stop(): Promise<void>;
}

const EVERY_SECOND = '* * * * * *';

export async function createApp({ config, log, root, clock = SYSTEM_CLOCK }: AppOptions): Promise<TrailwardenApp> {
  const slack = slackOf(config);
  const database = openDatabase(config.database, config.folder, `${root}/migrations`);
  const source = lookupEventsSource({
    accounts: config.accounts,
    clock,
    firstRead: config.firstRead,
    log: (level, message, data) => log[level](data, message),
  });
  const ownAccount = await source.ownAccount();
  const rules = rulesFrom(config, root, ownAccount);
  for (const { file, path, problem } of rules.problems) log.warn({ file, path, problem }, 'rule has a problem');
  const pipeline: Pipeline = {
    source,
    ledger: sqliteLedger(database),
    rules,
    context: contextFrom(config, ownAccount),
    routes: config.routes,
    merge: config.merge,
    businessHours: config.businessHours,
    watch: watchOf(log),
  };
  const outbox = outboxOf(config, slack, database, log, clock);
  const deliver = singleFlight(async () => {
    await outbox.deliver().catch((error: unknown) => log.error({ error: reasonOf(error) }, 'delivery failed'));
  });
  const moveOn = singleFlight(async () => {
    const moved = await passTime(
      { database, routes: config.routes, businessHours: config.businessHours },
      clock.now(),
    ).catch((error: unknown) => {
      log.error({ error: reasonOf(error) }, 'deadlines failed');
      return 0;
    });
    if (moved > 0) void deliver();
  });
  const ears = earsOf(config, slack, database, pipeline, log, clock, () => void deliver());
  let jobs: readonly Job[] = [];

  const read = async (): Promise<TickCounts> => {
    const counts = await tick(pipeline, clock.now());
    log.info(counts, 'tick');
    return counts;
  };
  /**
   * Reading never waits for Slack: a Slack that hangs must not blind the bot. Nor does a tick wait for the one before it: a
   * region that answers slowly, or has days to catch up with, delays no other.
   */
  const ticks = new Set<Promise<void>>();
  const scheduledTick = async (): Promise<void> => {
    const one = read()
      .then(() => void deliver())
      .catch((error: unknown) => log.error({ error: reasonOf(error) }, 'tick failed'))
      .finally(() => ticks.delete(one));
    ticks.add(one);
  };

  return {
    async tick() {
      const counts = await read();
      await deliver();
      return counts;
    },
    async passTime() {
      await moveOn();
      await deliver();
    },
    deliver,
    listen: () => ears.start(),
    async start() {
      await ears.start();
      log.info({ rules: rules.rules.length, accounts: config.accounts.length, schedule: config.schedule }, 'started');
      jobs = [job(config.schedule, scheduledTick), job(EVERY_SECOND, moveOn), job(EVERY_SECOND, deliver)];
      await jobs[0]?.run();
    },
    async stop() {
      source.close();
      await Promise.all(jobs.map((one) => one.stop()));
      await Promise.all(ticks);
      await moveOn.idle();
      await deliver.idle();
      await ears.stop();
      await database.close();
      log.info('stopped');
    },
  };
}

function slackOf({ slack }: Config): SlackSettings {
  if (!slack) throw new AppError('config', 'the bot needs Slack: SLACK_BOT_TOKEN and SLACK_APP_TOKEN');
  return slack;
}

function outboxOf(
  config: Config,
  { botToken, apiUrl }: SlackSettings,
  database: Database,
  log: Log,
  clock: Clock,
): Outbox {
  return new Outbox(
    sqliteOutbox(database),
    messenger(slackClient(botToken, apiUrl)),
    {
      delivered: ({ key, kind }) => log.debug({ key, kind }, 'delivered'),
      delayed: ({ key }, error, nextAt) => log.warn({ key, error: reasonOf(error), nextAt }, 'delivery delayed'),
      refused: ({ key, channel }, error) => log.error({ key, channel, error: reasonOf(error) }, 'delivery refused'),
    },
    clock,
    config.longestSnooze,
  );
}

function earsOf(
  config: Config,
  slack: SlackSettings,
  database: Database,
  pipeline: Pipeline,
  log: Log,
  clock: Clock,
  acted: () => void,
): Ears {
  const client = slackClient(slack.botToken, slack.apiUrl);
  return listeners({
    connection: slack.connection,
    client,
    botToken: slack.botToken,
    apiUrl: slack.apiUrl,
    desk: {
      database,
      authorizer: authorizer(client, clock),
      permissions: config.permissions,
      longestSnooze: config.longestSnooze,
      businessHours: config.businessHours,
      routes: config.routes,
      rules: pipeline.rules,
      context: pipeline.context,
      clock,
    },
    logger: slackLogger(log),
    acted,
    failed: (error, where) => log.error({ error: reasonOf(error), where }, 'listener failed'),
  });
}

function watchOf(log: Log): Watch {
  const tell = laneTeller(log);
  return {
    problem: ({ place, problem }) => log.warn({ place, problem }, 'record skipped'),
    page: () => undefined,
    fault: (error, event, rule) =>
      log.error({ error: reasonOf(error), event: event.id, rule }, 'rule failed on an event'),
    laneFailed: tell.failed,
    laneDone: tell.done,
  };
}

/** A region that fails is told when it begins to, when its reason changes, and when it is well again; not every minute, nor for each lane. */
function laneTeller(log: Log): { failed: Watch['laneFailed']; done: NonNullable<Watch['laneDone']> } {
  const failing = new Map<string, string>();
  return {
    failed(error, { account, region }) {
      const lane = `${account} ${region}`;
      const reason = reasonOf(error);
      const level = failing.get(lane) === reason ? 'debug' : 'warn';
      failing.set(lane, reason);
      log[level]({ account, region, error: reason }, 'lane failed');
    },
    done({ account, region, kind }) {
      // The lane `since` asks nobody.
      if (kind !== 'since' && failing.delete(`${account} ${region}`))
        log.info({ account, region }, 'lane is well again');
    },
  };
}
