/** What of an account's trails could not be read: a missing permission is a finding, and so is a region that did not answer. Pure. */
import type { AccountTrails, Answer } from '../source/trail';
import type { Found } from './posture-check';
import type { View } from './posture-view';

export interface Gap {
  /** Undefined for the details of a trail. */
  readonly region: string | undefined;
  /** The permission that is missing. */
  readonly action: string | undefined;
  readonly byOrganization: boolean;
  /** Where nothing is missing but an answer. */
  readonly problem: string | undefined;
  /** A region that the organization closed, in an account that can be read elsewhere. */
  readonly isClosed: boolean;
}

/** Of a trail that belongs to another account its own account tells. */
export function gapsOf({ account, trails, regions, unread, skipped }: AccountTrails): readonly Gap[] {
  const own = trails.filter(({ owner }) => owner === account);
  const details = own.flatMap(({ status, selectors, insights }) => [status, selectors, insights]);
  const many = `${skipped} more trails were not looked into, as there are so many`;
  return [
    ...unread.flatMap(({ region, answer }) => gapOf(answer, region, regions.length > 0)),
    ...details.flatMap((answer) => gapOf(answer, undefined, false)),
    ...(skipped === 0 ? [] : gapOf({ kind: 'failed', problem: many }, undefined, false)),
  ];
}

function gapOf(answer: Answer<unknown>, region: string | undefined, isReadElsewhere: boolean): readonly Gap[] {
  if (answer.kind === 'failed') {
    return [{ region, action: undefined, byOrganization: false, problem: answer.problem, isClosed: false }];
  }
  if (answer.kind !== 'denied') return [];
  const { action, byOrganization } = answer;
  return [{ region, action, byOrganization, problem: undefined, isClosed: byOrganization && isReadElsewhere }];
}

export function gapFindings(gaps: readonly Gap[]): readonly Found[] {
  const open = gaps.filter(({ isClosed }) => !isClosed);
  const denied = open.filter(({ action }) => action !== undefined);
  const problems = [...new Set(open.flatMap(({ problem }) => problem ?? []))];
  return [
    ...(denied.length === 0 ? [] : [notPermitted(denied)]),
    ...(problems.length === 0 ? [] : [notRead(problems)]),
  ];
}

function notPermitted(denied: readonly Gap[]): Found {
  const actions = [...new Set(denied.flatMap(({ action }) => action ?? []))].sort();
  const allow = `Allow the credentials or role that Trailwarden reads this account with: \`${actions.join('`, `')}\` on resource "*". All of it only reads.`;
  const exempt = 'A service control policy denies it: ask whoever runs the organization to exempt these actions.';
  return {
    id: 'not-permitted',
    level: 'medium',
    title: `The trails cannot be read in full: ${actions.join(', ')} ${actions.length === 1 ? 'is' : 'are'} not permitted`,
    why: 'What cannot be read cannot be judged: a trail that was stopped or blinded would not show here.',
    nextSteps: [
      denied.some(({ byOrganization }) => byOrganization) ? exempt : allow,
      'Ask for the posture again; it is read anew each time.',
    ],
  };
}

function notRead(problems: readonly string[]): Found {
  const more = problems.length > 3 ? ` (and ${problems.length - 3} more)` : '';
  return {
    id: 'not-read',
    level: 'low',
    title: 'Some of it could not be read',
    why: `${problems.slice(0, 3).join('; ')}${more}`,
    nextSteps: ['Ask again in a minute.', 'Stays it so? `trailwarden doctor` tries each account and region.'],
  };
}

/** Why a check has no verdict although there is a trail. */
export function reasonUnknown(view: View | undefined): string {
  const { trail } = view?.best ?? {};
  if (trail?.status.kind === 'elsewhere') {
    return `only account ${trail.owner} can read its organization's trail; add that account to see it here`;
  }
  return 'it could not be read';
}
