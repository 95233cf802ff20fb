/**
 * The composition root: Config becomes a store, a source, an outbox and listeners, joined by the pipeline. Tests drive the
 * same object by `tick` and `deliver`; only `start` puts it on a schedule.
 */
import type { WebClient } from '@slack/web-api';
import { authorizer } from './act/authorize';
import type { Desk } from './act/desk';
import { type Ears, listeners } from './act/listeners';
import { askDue } from './asking';
import { type Clock, SYSTEM_CLOCK } from './clock';
import type { Config, SlackSettings } from './config';
import { contextFrom, rulesFrom } from './engine';
import { passTime } from './deadlines';
import { AppError, reasonOf } from './error';
import { type Log, slackLogger } from './log';
import { Outbox } from './notify/outbox';
import { messenger, slackClient } from './notify/slack';
import { slackDirectory } from './people/directory';
import { type Pipeline, type TickCounts, tick } from './pipeline';
import { type Job, job, singleFlight } from './schedule';
import { lookupEventsSource } from './source/lookup-events';
import { type Database, openDatabase } from './store/database';
import { sqliteLedger } from './store/ledger';
import { sqliteOutbox } from './store/outbox';
import { sqlitePeople } from './store/people';
import { watchOf } from './watch';

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
  /** Reads once, asks whom it must, and sends what may be sent then. */
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
    ask: config.confirm.ask,
    businessHours: config.businessHours,
    watch: watchOf(log),
  };
  const outbox = outboxOf(config, slack, database, log, clock);
  const deliver = singleFlight(async () => {
    await outbox.deliver().catch((error: unknown) => log.error({ error: reasonOf(error) }, 'delivery failed'));
  });
  const client = slackClient(slack.botToken, slack.apiUrl);
  const desk = deskOf(config, client, database, pipeline, clock);
  const moveOn = singleFlight(async () => {
    const now = clock.now();
    const moved = await passTime(desk, now).catch(failed(log, 'deadlines failed'));
    const asked = await askDue({ ...desk, ...config.confirm, ...desk.confirm }, now).catch(
      failed(log, 'asking failed'),
    );
    if (moved + asked > 0) void deliver();
  });
  const ears = earsOf(slack, client, desk, log, () => void deliver());
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
      await moveOn();
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

/** A job that fails is told, and tried again at its next turn. */
function failed(log: Log, message: string): (error: unknown) => number {
  return (error) => {
    log.error({ error: reasonOf(error) }, message);
    return 0;
  };
}

/** Whose names say that they administer an account, where the configuration does not. */
const ADMINS = ['*admin*'];

/** `client` answers people; apart from the outbox's, so that a flood of alerts never delays a click. */
function deskOf(config: Config, client: WebClient, database: Database, pipeline: Pipeline, clock: Clock): Desk {
  const { people, confirm, placeholders } = config;
  return {
    database,
    authorizer: authorizer(client, clock),
    permissions: config.permissions,
    longestSnooze: config.longestSnooze,
    businessHours: config.businessHours,
    routes: config.routes,
    rules: pipeline.rules,
    context: pipeline.context,
    directory: slackDirectory(client, sqlitePeople(database), clock),
    people,
    emailPattern: confirm.emailPattern,
    confirm: { deadline: confirm.deadline, admins: placeholders.admin_groups ?? ADMINS },
    clock,
  };
}

function earsOf(slack: SlackSettings, client: WebClient, desk: Desk, log: Log, acted: () => void): Ears {
  return listeners({
    connection: slack.connection,
    client,
    botToken: slack.botToken,
    apiUrl: slack.apiUrl,
    desk,
    logger: slackLogger(log),
    acted,
    failed: (error, where) => log.error({ error: reasonOf(error), where }, 'listener failed'),
  });
}
