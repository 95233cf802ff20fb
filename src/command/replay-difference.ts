/** What two runs of rules over the same events tell differently. Pure. */
import type { ReplayAlert } from './replay-ledger';

/** An alert that both tell of, at another level or by another rule. */
export interface Changed {
  readonly before: ReplayAlert;
  readonly after: ReplayAlert;
}

export interface Difference {
  /** What only the one after tells of, and what only the one before. */
  readonly added: readonly ReplayAlert[];
  readonly gone: readonly ReplayAlert[];
  /** The same fingerprint, rated otherwise. */
  readonly levels: readonly Changed[];
  /** The same event leads, but another rule tells of it. */
  readonly rules: readonly Changed[];
  readonly same: number;
  /** Alerts of each rule before and after, those with the greatest difference first. */
  readonly byRule: readonly RuleCount[];
}

export interface RuleCount {
  readonly ruleId: string;
  readonly title: string;
  readonly before: number;
  readonly after: number;
}

export interface Compared {
  readonly before: readonly ReplayAlert[];
  readonly after: readonly ReplayAlert[];
  /** Alerts of one fingerprint that are no further apart (milliseconds) are about the same. */
  readonly merge: number;
  /** What really happened is split where people resolved an alert: parts of one that both tell of are no difference. */
  readonly parts?: boolean;
}

export function differenceOf({ before, after, merge, parts = false }: Compared): Difference {
  const pairs: Changed[] = [];
  const open = byKey(after, ({ fingerprint }) => fingerprint);
  const left = (
    list: readonly ReplayAlert[],
    key: (alert: ReplayAlert) => string,
    near: Near,
  ): readonly ReplayAlert[] =>
    list.filter((one) => {
      const candidates = open.get(key(one)) ?? [];
      const at = candidates.findIndex((other) => near(one, other));
      const [found] = at < 0 ? [] : candidates.splice(at, 1);
      if (found) pairs.push({ before: one, after: found });
      return !found;
    });
  const nearby: Near = (one, other) => one.firstAt <= other.lastAt + merge && other.firstAt <= one.lastAt + merge;
  let gone = left(before, ({ fingerprint }) => fingerprint, nearby);
  const unpaired = [...open.values()].flat();
  open.clear();
  for (const [key, list] of byKey(unpaired, ({ eventId }) => eventId)) open.set(key, list);
  gone = left(
    gone,
    ({ eventId }) => eventId,
    () => true,
  );
  let added = [...open.values()].flat();
  if (parts) {
    const paired = pairs.flatMap((pair) => [pair.before, pair.after]);
    const known = byKey(paired, ({ fingerprint }) => fingerprint);
    const isPart = (one: ReplayAlert): boolean =>
      (known.get(one.fingerprint) ?? []).some((other) => nearby(one, other));
    [gone, added] = [gone.filter((one) => !isPart(one)), added.filter((one) => !isPart(one))];
  }
  const moved = pairs.filter((pair) => pair.before.fingerprint !== pair.after.fingerprint);
  const stayed = pairs.filter((pair) => pair.before.fingerprint === pair.after.fingerprint);
  const rated = stayed.filter((pair) => pair.before.level !== pair.after.level);
  return {
    added: added.sort(inTime),
    gone: [...gone].sort(inTime),
    levels: rated.sort(byTime),
    rules: moved.sort(byTime),
    same: pairs.length - rated.length - moved.length,
    byRule: counts(before, after),
  };
}

type Near = (one: ReplayAlert, other: ReplayAlert) => boolean;

function byKey(alerts: readonly ReplayAlert[], key: (alert: ReplayAlert) => string): Map<string, ReplayAlert[]> {
  const found = new Map<string, ReplayAlert[]>();
  for (const alert of alerts) {
    const list = found.get(key(alert));
    if (list) list.push(alert);
    else found.set(key(alert), [alert]);
  }
  return found;
}

function counts(before: readonly ReplayAlert[], after: readonly ReplayAlert[]): readonly RuleCount[] {
  const found = new Map<string, { ruleId: string; title: string; before: number; after: number }>();
  for (const side of ['before', 'after'] as const) {
    for (const { ruleId, title } of side === 'before' ? before : after) {
      const count = found.get(ruleId) ?? { ruleId, title, before: 0, after: 0 };
      found.set(ruleId, { ...count, [side]: count[side] + 1 });
    }
  }
  const difference = (one: RuleCount): number => Math.abs(one.after - one.before);
  return [...found.values()].sort((a, b) => difference(b) - difference(a) || (a.title < b.title ? -1 : 1));
}

function inTime(a: ReplayAlert, b: ReplayAlert): number {
  return a.firstAt - b.firstAt || (a.id < b.id ? -1 : 1);
}

function byTime(a: Changed, b: Changed): number {
  return inTime(a.after, b.after);
}
