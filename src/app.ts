/**
 * The composition root: Config becomes a store, a source, an outbox and listeners, joined by the pipeline. Tests drive the
 * same object by `tick` and `deliver`; only `start` puts it on a schedule.
 */
import type { WebClient } from '@slack/web-api';
import { authorizer } from './act/authorize';
import type { Desk } from './act/desk';
import { type Homes, homesOf } from './act/home/homes';
import { type Ears, listeners } from './act/listeners';
import { screenOf } from './act/slack-screen';
import { postureOf } from './alert/posture';
import { type Clock, SYSTEM_CLOCK } from './clock';
import type { Config, SlackSettings } from './config';
import { contextFrom, rulesFrom } from './engine';
import { AppError, reasonOf } from './error';
import { keepingOf, openStore } from './keeping';
import { type Log, slackLogger } from './log';
import { movingOn } from './moving-on';
import { slackClient } from './notify/slack';
import type { Health } from './operate/health';
import type { Operations } from './operate/operations';
import { servePages } from './operate/pages';
import { slackDirectory } from './people/directory';
import { type Pipeline, type TickCounts, tick } from './pipeline';
import { RETENTION_SCHEDULE, retaining, settleStaging } from './retaining';
import { type Job, job, singleFlight } from './schedule';
import { elsewhereOf, outboxOf } from './sending';
import { lookupEventsSource } from './source/lookup-events';
import type { Database } from './store/database';
import { sqliteLedger } from './store/ledger';
import { sqlitePeople } from './store/people';
import { STOP_WITHIN, endedWithin } from './stopping';
import { watchOf } from './watch';

export interface AppOptions {
  readonly config: Config;
  readonly log: Log;
  /** The package's folder: `rules/` and `migrations/` stand in it. */
  readonly root: string;
  readonly clock?: Clock;
  readonly version?: string;
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
  /** Looks at itself, as it does once a minute: tells people of a pause and of problems that last. */
  attend(): Promise<void>;
  /** Deletes what is older than it is to be kept, as it does once an hour. */
  retain(): Promise<void>;
  health(): Promise<Health>;
  /** Lets what is under way end, though not for ever, then closes everything. */
  stop(): Promise<void>;
}

const EVERY_SECOND = '* * * * * *';
const EVERY_MINUTE = '* * * * *';

export async function createApp(options: AppOptions): Promise<TrailwardenApp> {
  const { config, log, root, clock = SYSTEM_CLOCK } = options;
  const slack = slackOf(config);
  const source = lookupEventsSource({
    accounts: config.accounts,
    clock,
    firstRead: config.firstRead,
    log: (level, message, data) => log[level](data, message),
  });
  const ownAccount = await source.ownAccount();
  const rules = rulesFrom(config, root, ownAccount);
  for (const { file, path, problem } of rules.problems) log.warn({ file, path, problem }, 'rule has a problem');
  const context = contextFrom(config, ownAccount);
  const store = openStore(config, root, clock);
  const keeping = keepingOf(options, store.database, source, context, clock);
  const { database, metrics } = keeping;
  await settleStaging(config, rules, database, log, clock.now());
  const retention = retaining(config, database, log, clock);
  let jobs: readonly Job[] = [];
  const pipeline: Pipeline = {
    source: {
      async lanes() {
        const lanes = await source.lanes();
        keeping.tickBegun(jobs[0]?.nextRun());
        return lanes;
      },
    },
    ledger: sqliteLedger(database),
    rules,
    context,
    routes: config.routes,
    merge: config.merge,
    ask: config.confirm.ask,
    admins: config.placeholders.admin_groups ?? ADMINS,
    businessHours: config.businessHours,
    watch: watchOf(log, metrics),
  };
  const outbox = outboxOf(config, slack, keeping, log, clock);
  const deliver = singleFlight(async () => {
    await outbox.deliver().catch((error: unknown) => log.error({ error: reasonOf(error) }, 'delivery failed'));
  });
  const elsewhere = elsewhereOf(config, database, log, clock);
  const client = slackClient(slack.botToken, slack.apiUrl);
  const posture = async () => postureOf(await source.trails());
  const desk: Desk = {
    ...deskOf(config, client, database, pipeline, clock),
    authorizer: authorizer(client, clock, failed(log, 'Slack did not say who is in a group or a channel')),
    lookUp: (...asked) => source.lookup(...asked),
    health: () => keeping.health(),
    posture,
  };
  const homes = homesOf(desk, screenOf(client), failed(log, 'App Home was not published'));
  const movesOn = movingOn(desk, config, keeping, log, posture);
  const moveOn = singleFlight(async () => {
    if ((await movesOn(clock.now())) === 0) return;
    homes.changed();
    void deliver();
  });
  const ears = earsOf(slack, client, desk, keeping, log, homes, () => {
    homes.changed();
    void deliver();
  });
  const attend = singleFlight(async () => {
    const told = await keeping.attend().catch(failed(log, 'looking at itself failed'));
    if (told) void deliver();
  });
  let closePages = async (): Promise<void> => undefined;

  const read = async (): Promise<TickCounts> => {
    try {
      const counts = await tick(pipeline, clock.now());
      log.info(counts, 'tick');
      await keeping.tickDone(counts.fresh);
      return counts;
    } catch (error) {
      await keeping.tickDone(undefined);
      throw error;
    } finally {
      homes.changed();
    }
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
    async deliver() {
      await deliver();
      await elsewhere();
      await homes.follow();
    },
    async attend() {
      await attend();
      await deliver();
    },
    retain: () => retention.run(),
    health: () => keeping.health(),
    listen: () => ears.start(),
    async start() {
      const { connection } = slack;
      if (connection.mode === 'socket' && connection.pages) {
        const { port, host } = connection.pages;
        const server = await servePages(keeping.pages, port, host);
        closePages = () => server.close();
        log.info({ host, port: server.port }, 'serving health and metrics');
      }
      await ears.start();
      await attend();
      log.info({ rules: rules.rules.length, accounts: config.accounts.length, schedule: config.schedule }, 'started');
      const others = [
        job(EVERY_SECOND, moveOn),
        job(EVERY_SECOND, deliver),
        job(EVERY_SECOND, elsewhere),
        job(EVERY_SECOND, () => homes.follow()),
        job(EVERY_MINUTE, attend),
        job(RETENTION_SCHEDULE, () => retention.run()),
      ];
      jobs = [job(config.schedule, scheduledTick), ...others];
      await jobs[0]?.run();
    },
    async stop() {
      source.close();
      keeping.close();
      retention.close();
      const unheard = ears.stop();
      const underWay = [
        ...jobs.map((one) => one.stop()),
        ...ticks,
        moveOn.idle(),
        deliver.idle(),
        elsewhere.idle(),
        attend.idle(),
        homes.close(),
      ];
      const untold = (error: unknown) => log.warn({ error: reasonOf(error) }, 'while stopping');
      // What hangs then is Slack: what was being posted is recorded as begun, and is looked for at the next start.
      if (!(await endedWithin(STOP_WITHIN, [unheard, ...underWay, closePages()], untold)))
        log.warn({ seconds: STOP_WITHIN / 1000 }, 'stopping with work under way, which is owed still');
      await store.close();
      log.info('stopped');
    },
  };
}

function slackOf({ slack }: Config): SlackSettings {
  if (!slack) throw new AppError('config', 'the bot needs Slack: SLACK_BOT_TOKEN and SLACK_APP_TOKEN');
  return slack;
}

/** A job that fails is told, and tried again at its next turn. */
function failed(log: Log, message: string): (error: unknown) => 0 {
  return (error) => {
    log.error({ error: reasonOf(error) }, message);
    return 0;
  };
}

/** Whose names say that they administer an account, where the configuration does not. */
const ADMINS = ['*admin*'];

/** `client` answers people; apart from the outbox's, so that a flood of alerts never delays a click. */
function deskOf(
  config: Config,
  client: WebClient,
  database: Database,
  pipeline: Pipeline,
  clock: Clock,
): Omit<Desk, 'authorizer' | 'lookUp' | 'health' | 'posture'> {
  const { people, confirm, placeholders } = config;
  return {
    database,
    command: config.command,
    accounts: new Map(
      [...pipeline.context.accounts].flatMap(([id, { name }]) => (name === undefined ? [] : [[name, id]])),
    ),
    eventsKept: config.retention.events,
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

function earsOf(
  slack: SlackSettings,
  client: WebClient,
  desk: Desk,
  keeping: Operations,
  log: Log,
  homes: Homes,
  acted: () => void,
): Ears {
  return listeners({
    connection: slack.connection,
    client,
    botToken: slack.botToken,
    apiUrl: slack.apiUrl,
    desk,
    homes,
    wallClock: SYSTEM_CLOCK,
    logger: slackLogger(log),
    acted,
    failed: (error, where) => log.error({ error: reasonOf(error), where }, 'listener failed'),
    pages: keeping.pages,
    connected: (isConnected) => keeping.connected(isConnected),
  });
}
