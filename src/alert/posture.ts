/**
 * The posture: how well the trails of each account are set up, judged by good practice from what CloudTrail's own API says of
 * them. Pure; what could not be read is told apart from what is wrong, and what cannot be read this way is listed.
 */
import { type Level, compareLevels } from '../detect/level';
import type { AccountTrails, Trail } from '../source/trail';
import type { Found, Verdict } from './posture-check';
import { CHECKS, NO_TRAIL } from './posture-checks';
import { type Gap, gapFindings, gapsOf, reasonUnknown } from './posture-gaps';
import { NOT_CHECKED, type NotChecked } from './posture-limits';
import { viewOf } from './posture-view';

export interface Finding {
  /** Stays the same while the finding is the same, such as `all-regions`. */
  readonly id: string;
  /** 12 digits, '' where not even that could be read. */
  readonly account: string;
  readonly level: Level;
  /** What is not as it should be, as a short sentence without its full stop. */
  readonly title: string;
  readonly why: string;
  /** Two or three. */
  readonly nextSteps: readonly string[];
  /** The name of the trail it is about. */
  readonly trail?: string;
}

export interface AccountPosture {
  readonly account: string;
  /** As people know it: `prod (123456789012)`. */
  readonly label: string;
  /** Names of its trails, those of its organization among them. */
  readonly trails: readonly string[];
  /** Worst first. */
  readonly findings: readonly Finding[];
  readonly passed: readonly { readonly id: string; readonly title: string }[];
  /** Checks that could not be done here, with the reason. */
  readonly unknown: readonly { readonly id: string; readonly title: string; readonly reason: string }[];
}

export interface Posture {
  /** Of all accounts, worst first. */
  readonly findings: readonly Finding[];
  /** The account with the worst findings first. */
  readonly accounts: readonly AccountPosture[];
  /** What CloudTrail's API does not say, and how to look. */
  readonly notChecked: readonly NotChecked[];
}

/** The same trails give the same posture, in the same order. */
export function postureOf(all: readonly AccountTrails[]): Posture {
  const resolved = withOwners(all);
  const known = new Set(resolved.map(({ account }) => account));
  const accounts = resolved.map((one) => accountPosture(one, known)).sort(worstFirst);
  return {
    accounts,
    findings: accounts.flatMap(({ findings }) => findings).sort((a, b) => compareLevels(b.level, a.level)),
    notChecked: NOT_CHECKED,
  };
}

/** What only the management account can say of the organization's trail is taken from there, if that is read too. */
function withOwners(all: readonly AccountTrails[]): readonly AccountTrails[] {
  const own = new Map(all.flatMap(({ account, trails }) => trails.filter(isOf(account)).map((one) => [one.arn, one])));
  return all.map((one) => ({ ...one, trails: one.trails.map((trail) => own.get(trail.arn) ?? trail) }));
}

function isOf(account: string): (trail: Trail) => boolean {
  return ({ owner }) => owner === account;
}

/** `known` are the accounts that are read: what is wrong with a trail is told where it belongs, if that is one of them. */
function accountPosture(one: AccountTrails, known: ReadonlySet<string>): AccountPosture {
  const { account, label, trails } = one;
  const gaps = gapsOf(one);
  const view = viewOf(one, known.size > 1);
  const verdicts = view === undefined ? [] : CHECKS.map((check) => ({ check, verdict: check.judge(view) }));
  const findings = [
    ...gapFindings(gaps),
    ...(view === undefined && one.regions.length > 0 ? [NO_TRAIL(one.unread.length > 0)] : []),
    ...verdicts.flatMap(({ check, verdict }) => (isFinding(verdict) ? [{ id: check.id, ...verdict }] : [])),
  ];
  const of = (wanted: Verdict) =>
    verdicts.filter(({ verdict }) => verdict === wanted).map(({ check: { id, title } }) => ({ id, title }));
  return {
    account,
    label,
    trails: trails.map(({ name }) => name),
    findings: findings
      .filter(({ trail }) => trail === undefined || trail.owner === account || !known.has(trail.owner))
      .map((found) => findingOf(found, account))
      .sort((a, b) => compareLevels(b.level, a.level)),
    passed: of('passed'),
    unknown: [...of('unknown').map((check) => ({ ...check, reason: reasonUnknown(view) })), ...unreadRegions(gaps)],
  };
}

function findingOf({ trail, ...found }: Found, account: string): Finding {
  if (trail === undefined) return { ...found, account };
  const there = `The trail belongs to account ${trail.owner}: do this there.`;
  const nextSteps = trail.owner === account ? found.nextSteps : [there, ...found.nextSteps];
  return { ...found, nextSteps, account, trail: trail.name };
}

function isFinding(verdict: Verdict): verdict is Exclude<Verdict, string> {
  return typeof verdict !== 'string';
}

/** An organization that denies whole regions leaves little in them, so that is no finding. */
function unreadRegions(gaps: readonly Gap[]): AccountPosture['unknown'] {
  const regions = gaps.flatMap(({ region, isClosed }) => (isClosed && region !== undefined ? [region] : []));
  if (regions.length === 0) return [];
  const reason = `a service control policy denies cloudtrail:DescribeTrails in ${regions.join(', ')}`;
  return [{ id: 'closed-regions', title: 'Trails that were created in closed regions', reason }];
}

function worstFirst(a: AccountPosture, b: AccountPosture): number {
  const [one, other] = [a, b].map(({ findings }) => findings[0]?.level);
  if (one !== other) {
    if (one === undefined || other === undefined) return one === undefined ? 1 : -1;
    return compareLevels(other, one);
  }
  return b.findings.length - a.findings.length || (a.label < b.label ? -1 : a.label > b.label ? 1 : 0);
}
