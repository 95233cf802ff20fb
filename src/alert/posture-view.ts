/** One account's trails as the checks look at them: which record, and which of them is the one that matters. Pure. */
import type { AccountTrails, Answer, Trail } from '../source/trail';
import { type Recorded, recordedBy } from './recorded';

export interface Seen {
  readonly trail: Trail;
  /** Undefined where it could not be read, as everywhere here. */
  readonly isLogging: boolean | undefined;
  readonly recorded: Recorded | undefined;
  readonly insights: readonly string[] | undefined;
}

export interface View {
  readonly account: string;
  /** More accounts than this one are read, so that there is likely an organization. */
  readonly hasOthers: boolean;
  readonly all: readonly Seen[];
  /** Those that are not known to be off. */
  readonly live: readonly Seen[];
  /** The live ones, or all where none is: how a trail is set up can be told of one that is off too. */
  readonly candidates: readonly Seen[];
  /** The one that comes nearest to recording everything. */
  readonly best: Seen;
}

/** Undefined for an account without a trail. */
export function viewOf({ account, trails }: AccountTrails, hasOthers: boolean): View | undefined {
  const all = trails.map(seen);
  const live = all.filter(({ isLogging }) => isLogging !== false);
  const candidates = live.length > 0 ? live : all;
  const [best] = candidates.toSorted((a, b) => rank(b) - rank(a));
  return best && { account, hasOthers, all, live, candidates, best };
}

function seen(trail: Trail): Seen {
  const selectors = valueOf(trail.selectors);
  return {
    trail,
    isLogging: valueOf(trail.status)?.isLogging,
    recorded: selectors && recordedBy(selectors),
    insights: valueOf(trail.insights),
  };
}

export function valueOf<T>(answer: Answer<T>): T | undefined {
  return answer.kind === 'read' ? answer.value : undefined;
}

/** What a trail records weighs more than how it is kept; in the order of the weights, none outweighs those before it. */
function rank({ trail, isLogging, recorded }: Seen): number {
  const merits = [
    isLogging ?? true,
    recorded?.writes ?? true,
    trail.isMultiRegion,
    recorded?.reads ?? true,
    trail.isOrganization,
    trail.hasValidation,
    trail.kmsKey !== undefined,
    trail.logGroup !== undefined,
  ];
  return merits.reduce((sum, merit) => sum * 2 + Number(merit), 0);
}
