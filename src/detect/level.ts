/** How bad a thing is, in Sigma's five words, and how context moves a rule's base level to the level of one match. */

/** Sigma v2.1.0's levels, mildest first. */
export const LEVELS = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export type Level = (typeof LEVELS)[number];

/** One adjustment that held for an event: the level it asks for and why, in words that follow "because". */
export interface Adjustment {
  readonly to: Level;
  readonly because: string;
}

export interface Rating {
  readonly level: Level;
  /** Why the level is not the base level, in words, in the order the adjustments were applied. Empty when it is. */
  readonly reasons: readonly string[];
}

export function isLevel(value: unknown): value is Level {
  return (LEVELS as readonly unknown[]).includes(value);
}

/** Below zero when `a` is milder than `b`, zero when equal. */
export function compareLevels(a: Level, b: Level): number {
  return LEVELS.indexOf(a) - LEVELS.indexOf(b);
}

const UNMOVED = Object.fromEntries(LEVELS.map((level) => [level, { level, reasons: [] }])) as unknown as Readonly<
  Record<Level, Rating>
>;

/** The highest raise that holds wins; then the lowest of the lowers does. Neither moves a level the wrong way. */
export function rate(base: Level, raise: readonly Adjustment[], lower: readonly Adjustment[]): Rating {
  if (raise.length === 0 && lower.length === 0) return UNMOVED[base];
  const reasons: string[] = [];
  const step = (from: Level, adjustments: readonly Adjustment[], direction: 1 | -1, verb: string): Level => {
    let best: Adjustment | undefined;
    for (const one of adjustments) {
      if (direction * compareLevels(one.to, best?.to ?? from) > 0) best = one;
    }
    if (!best) return from;
    reasons.push(`${verb} from ${from} to ${best.to} because ${best.because}`);
    return best.to;
  };
  const raised = step(base, raise, 1, 'raised');
  return { level: step(raised, lower, -1, 'lowered'), reasons };
}
