/**
 * The numbers, for Prometheus. Counters are counted where things happen; everything that is a state is taken from health when
 * somebody asks. Names and labels are a promise to dashboards: docs/operations.md lists them, and a test compares.
 */
import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import { AppError } from '../error';
import { LEVELS, type Level } from '../detect/level';
import type { Health, ProblemKind } from './health';

const KINDS: readonly ProblemKind[] = ['unreadable', 'behind', 'silent', 'undelivered', 'ticks', 'slack', 'store'];

export interface Metrics {
  readonly contentType: string;
  tick(done: boolean): void;
  /** A page was committed. */
  page(counts: { readonly matches: readonly Level[]; readonly opened: readonly Level[] }): void;
  events(fresh: number): void;
  laneFailed(account: string, region: string, code: string): void;
  ruleFailed(): void;
  delivered(kind: string): void;
  /** `how`: Slack is asked again (`delayed`), or a person has to help (`refused`). */
  slackError(how: 'delayed' | 'refused', error: Error): void;
  /** The text that is scraped. */
  text(health: Health): Promise<string>;
}

/** Seconds, as Prometheus wants them. */
const seconds = (milliseconds: number): number => Math.round(milliseconds) / 1000;

export function metrics(version: string): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counter = <T extends string>(name: string, help: string, labelNames: readonly T[] = []): Counter<T> =>
    new Counter({ name: `trailwarden_${name}`, help, labelNames: [...labelNames], registers });
  const gauge = <T extends string>(name: string, help: string, labelNames: readonly T[] = []): Gauge<T> =>
    new Gauge({ name: `trailwarden_${name}`, help, labelNames: [...labelNames], registers });

  const ticks = counter('ticks_total', 'Ticks, done or failed as a whole', ['result']);
  const events = counter('events_total', 'Events that were new');
  const matches = counter('matches_total', 'Matches of rules, by adjusted level', ['level']);
  const alerts = counter('alerts_total', 'Alerts opened, by level', ['level']);
  const ruleErrors = counter('rule_errors_total', 'Rules that failed on an event');
  const awsErrors = counter('aws_errors_total', 'Reads of a lane that failed', ['account', 'region', 'code']);
  const deliveries = counter('deliveries_total', 'What Slack took, by kind', ['kind']);
  const slackErrors = counter('slack_errors_total', 'What Slack did not take', ['how', 'code']);
  for (const result of ['done', 'failed']) ticks.inc({ result }, 0);
  for (const level of LEVELS) [matches, alerts].forEach((one) => one.inc({ level }, 0));

  gauge('info', 'The version that runs', ['version']).set({ version }, 1);
  const healthy = gauge('healthy', '1 when health is green');
  const problems = gauge('problems', 'Problems of health, by kind', ['kind']);
  const lane = ['account', 'region', 'lane'] as const;
  const lag = gauge('lane_lag_seconds', 'How late a lane is', lane);
  const watermark = gauge('lane_watermark_timestamp_seconds', 'Up to when a lane has been read', lane);
  const backlog = gauge('lane_backlog_seconds', 'Event time of a lane that came due and is unread', lane);
  const failing = gauge('lane_failing', '1 while a lane cannot be read', lane);
  const requests = gauge('lane_requests', 'Requests to AWS for a lane since the start', lane);
  const throttled = gauge('lane_throttled', 'Those that were throttled', lane);
  const owed = gauge('outbox_messages', 'What is owed to Slack', ['kind']);
  const oldest = gauge('outbox_oldest_seconds', 'Age of the oldest owed message; 0 when none is owed');
  const lastTick = gauge('last_tick_timestamp_seconds', 'When a tick was done last');

  function take(health: Health): void {
    healthy.set(health.state === 'green' ? 1 : 0);
    for (const kind of KINDS) problems.set({ kind }, health.problems.filter((one) => one.kind === kind).length);
    for (const one of [lag, watermark, backlog, failing, requests, throttled]) one.reset();
    for (const state of health.lanes) {
      const labels = { account: state.account, region: state.region, lane: state.kind };
      if (state.lag !== undefined) lag.set(labels, seconds(state.lag));
      if (state.watermark !== undefined) watermark.set(labels, seconds(state.watermark));
      backlog.set(labels, seconds(state.backlog));
      failing.set(labels, state.error === undefined ? 0 : 1);
      requests.set(labels, state.requests);
      throttled.set(labels, state.throttled);
    }
    owed.set({ kind: 'message' }, health.owed.messages);
    owed.set({ kind: 'edit' }, health.owed.edits);
    oldest.set(health.owed.oldest === undefined ? 0 : seconds(health.at - health.owed.oldest.at));
    if (health.tick.doneAt !== undefined) lastTick.set(seconds(health.tick.doneAt));
  }

  return {
    contentType: registry.contentType,
    tick: (done) => ticks.inc({ result: done ? 'done' : 'failed' }),
    page({ matches: found, opened }) {
      for (const level of found) matches.inc({ level });
      for (const level of opened) alerts.inc({ level });
    },
    events: (fresh) => events.inc(fresh),
    laneFailed: (account, region, code) => awsErrors.inc({ account, region, code }),
    ruleFailed: () => ruleErrors.inc(),
    delivered: (kind) => deliveries.inc({ kind }),
    slackError: (how, error) => slackErrors.inc({ how, code: error instanceof AppError ? error.code : 'fault' }),
    text(health) {
      take(health);
      return registry.metrics();
    },
  };
}
