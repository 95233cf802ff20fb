/** What the lanes say of each region of each account, for whoever shows health by region. Pure. */
import type { LaneState } from '../source/lane-book';
import type { Health } from './health';

/** Lanes by account and by region. */
export function byRegion(lanes: readonly LaneState[]): ReadonlyMap<string, ReadonlyMap<string, readonly LaneState[]>> {
  const accounts = new Map<string, Map<string, LaneState[]>>();
  for (const lane of lanes) {
    const regions = accounts.get(lane.account) ?? new Map<string, LaneState[]>();
    accounts.set(lane.account, regions.set(lane.region, [...(regions.get(lane.region) ?? []), lane]));
  }
  return accounts;
}

export function changesOf(lanes: readonly LaneState[]): LaneState | undefined {
  return lanes.find(({ kind }) => kind === 'changes');
}

/** How late (milliseconds) a lane was when the last tick began: between two ticks of a slow schedule nothing gets later. */
export function lateness(lane: LaneState | undefined, { at, tick }: Health): number {
  return lane?.lag === undefined ? 0 : Math.max(0, lane.lag - (at - (tick.begunAt ?? at)));
}
