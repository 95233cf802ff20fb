/** What sends, made of Config: the outbox to Slack, and the second path past it; a part of the composition root. */
import type { Clock } from './clock';
import type { Config, SlackSettings } from './config';
import { reasonOf } from './error';
import type { Log } from './log';
import { Outbox } from './notify/outbox';
import { SecondPath, type SecondPathWatch } from './notify/second-path';
import { messenger, slackClient } from './notify/slack';
import type { Operations } from './operate/operations';
import { singleFlight } from './schedule';
import type { Database } from './store/database';
import { sqliteOutbox } from './store/outbox';
import { sqliteSecondPath } from './store/second-path';

export function outboxOf(
  config: Config,
  { botToken, apiUrl }: SlackSettings,
  { database, metrics }: Operations,
  log: Log,
  clock: Clock,
): Outbox {
  return new Outbox(
    sqliteOutbox(database),
    messenger(slackClient(botToken, apiUrl)),
    {
      delivered({ key, kind }) {
        metrics.delivered(kind);
        log.debug({ key, kind }, 'delivered');
      },
      delayed({ key }, error, nextAt) {
        metrics.slackError('delayed', error);
        log.warn({ key, error: reasonOf(error), nextAt }, 'delivery delayed');
      },
      refused({ key, channel }, error) {
        metrics.slackError('refused', error);
        log.error({ key, channel, error: reasonOf(error) }, 'delivery refused');
      },
      collapsed: (alerts) => log.warn({ alerts }, 'a flood of alerts is listed instead of posted'),
      rerouted: ({ channel, code }, to) => log.error({ channel, code, to }, 'channel refuses, posting elsewhere'),
    },
    clock,
    { longest: config.longestSnooze, defaultChannel: config.defaultChannel },
  );
}

/** Apart from the outbox: it is for when that does not get through. */
export function elsewhereOf(
  config: Config,
  database: Database,
  log: Log,
  clock: Clock,
): ReturnType<typeof singleFlight> {
  const { fallback } = config;
  if (fallback === undefined) return singleFlight(() => Promise.resolve());
  const watch: SecondPathWatch = {
    sent: (alert) => log.warn({ alert }, 'critical alert sent by the second path'),
    failed: (alert, error, nextAt) => log.error({ alert, error, nextAt }, 'second path failed'),
  };
  const path = new SecondPath(fallback, sqliteSecondPath(database), watch, clock);
  return singleFlight(async () => {
    await path.deliver().catch((error: unknown) => log.error({ error: reasonOf(error) }, 'second path failed'));
  });
}
