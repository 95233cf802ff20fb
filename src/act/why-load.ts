/** All that the bot knows of an event and the rules about it, looked up for whoever asks why: of an alert, or of none. */
import type { Alert } from '../alert/alert';
import type { MatchRecord } from '../alert/decide';
import type { LiveRules } from '../alert/expectation';
import type { CloudTrailEvent } from '../source/event';
import { eventById } from '../store/events';
import { activeExpectations, expectationById } from '../store/expectations';
import { matchesOfEvent } from '../store/matches';
import { liveRules } from '../store/staging';
import type { Desk } from './desk';
import { type Explanation, explain } from './explain';

export interface Looked {
  /** undefined when its record is not kept, or was never read. */
  readonly event: CloudTrailEvent | undefined;
  /** What the store recorded of it. */
  readonly recorded: readonly MatchRecord[];
  readonly live: LiveRules;
  /** With the alert whose leading rule comes first, if there is one. */
  readonly explain: (alert: Alert | undefined) => Explanation;
}

/** `now` in milliseconds: which expectations are in force then. */
export async function lookInto(desk: Desk, eventId: string, now: number): Promise<Looked> {
  const { database, rules, context: settings } = desk;
  const { reader } = database;
  const event = await eventById(reader, eventId);
  const recorded = await matchesOfEvent(reader, eventId);
  const quietBy = recorded.flatMap((one) => one.quietBy ?? []).filter((id) => id !== 'staging');
  const kept = await Promise.all([...new Set(quietBy)].map((id) => expectationById(reader, id)));
  const active = await activeExpectations(reader, now);
  const known = [...active, ...kept.flatMap((one) => one ?? [])];
  const expectations = [...new Map(known.map((one) => [one.id, one])).values()];
  const live = await liveRules(reader);
  return {
    event,
    recorded,
    live,
    explain: (alert) => explain({ event, alert, recorded, expectations, rules, live, settings, now }),
  };
}
