/** Why an empty list can be trusted: how many accounts are watched, and how far they are read. */
import type { LaneState } from '../../source/lane-book';
import { type Mrkdwn, code, moment, mrkdwn } from '../../notify/text';
import type { Desk } from '../desk';

export interface Reach {
  readonly accounts: number;
  /** Every event of every account and region up to this time (milliseconds) was read; undefined while some region was never read. */
  readonly until: number | undefined;
}

export function reachOf(lanes: readonly LaneState[]): Reach {
  const changes = lanes.filter(({ kind, pace }) => kind === 'changes' && pace !== 'not enabled');
  const marks = changes.flatMap(({ watermark }) => watermark ?? []);
  return {
    accounts: new Set(lanes.map(({ account }) => account)).size,
    until: marks.length === changes.length && marks.length > 0 ? Math.min(...marks) : undefined,
  };
}

/** A sentence or two for whoever sees an empty list. */
export async function watchingWords(desk: Desk): Promise<Mrkdwn> {
  const { lanes, problems } = await desk.health();
  const { accounts, until } = reachOf(lanes);
  const watching =
    accounts === 0
      ? mrkdwn`Nothing was read yet.`
      : mrkdwn`Watching ${accounts} ${accounts === 1 ? 'account' : 'accounts'}, ${
          until === undefined ? mrkdwn`not all of it read yet` : mrkdwn`read up to ${moment(until, '{time}')}`
        }.`;
  if (problems.length === 0) return watching;
  return mrkdwn`${watching}\n🔴 But something is wrong with the bot itself: ${code(`${desk.command} health`)} says what.`;
}
