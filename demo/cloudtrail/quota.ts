/**
 * Two LookupEvents a second for each account and region, counted over a sliding second: as strict as AWS can be, since
 * its own token bucket forgives a little. A refused request does not count.
 */
import { Fault } from './fault';

export class Quota {
  private readonly recent = new Map<string, number[]>();

  /** `perSecond` requests; false for no limit. */
  constructor(private readonly perSecond: number | false) {}

  /** Throws ThrottlingException, which is HTTP 400. `now` in milliseconds. */
  spend(account: string, region: string, now: number): void {
    if (this.perSecond === false) return;
    const key = `${account}/${region}`;
    const recent = (this.recent.get(key) ?? []).filter((time) => now - time < 1000);
    this.recent.set(key, recent);
    if (recent.length >= this.perSecond) throw new Fault(400, 'ThrottlingException', 'Rate exceeded');
    recent.push(now);
  }
}
