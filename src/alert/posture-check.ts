/** One check of the posture, as a noun, and the commands that its next steps give. Pure. */
import type { Level } from '../detect/level';
import type { Trail } from '../source/trail';
import type { View } from './posture-view';

export interface Found {
  readonly id: string;
  readonly level: Level;
  readonly title: string;
  readonly why: string;
  readonly nextSteps: readonly string[];
  /** The trail it is about. */
  readonly trail?: Trail;
}

/** `skipped` where the check does not apply or another finding says it all. */
export type Verdict = 'passed' | 'unknown' | 'skipped' | Omit<Found, 'id'>;

export interface Check {
  readonly id: string;
  /** What holds when it passed. */
  readonly title: string;
  judge(view: View): Verdict;
}

/** Words of a name that may stand in a command which people paste. */
export function nameIn({ name }: Trail): string {
  return /^[A-Za-z0-9._-]{1,128}$/.test(name) ? name : 'TRAIL';
}

/** The beginning of a command about a trail, and its end. */
export function command(trail: Trail, operation: string, options = '', flag = '--name'): string {
  const region = /^[a-z0-9-]{1,30}$/.test(trail.homeRegion) ? trail.homeRegion : 'REGION';
  return `\`aws cloudtrail ${operation} ${flag} ${nameIn(trail)} --region ${region}${options === '' ? '' : ` ${options}`}\``;
}
