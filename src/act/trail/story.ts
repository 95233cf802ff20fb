/**
 * A timeline as a story, oldest first: what was merely read is told together, whatever changed something, failed, was new or met a
 * rule has a line of its own. Pure; `who.ts` shows it.
 */
import type { Key } from '../../store/look-ups';
import type { Run } from '../../store/timeline';

/** A call that is told by itself, or calls that only looked around, in the order of their time. */
export interface Line {
  readonly runs: readonly [Run, ...Run[]];
  /** Worth a closer look: it met a rule, failed, or never happened before. */
  readonly notable: boolean;
}

/** Lines of one session from one address, one after the other. */
export interface Chapter {
  readonly lines: readonly [Line, ...Line[]];
}

export function linesOf(runs: readonly Run[]): readonly Line[] {
  const lines: Line[] = [];
  for (const run of runs) {
    const before = lines.at(-1);
    if (before && isPlainRead(run) && before.runs.every(isPlainRead) && isSameStrand(before.runs[0], run)) {
      lines[lines.length - 1] = { ...before, runs: [...before.runs, run] };
    } else lines.push({ runs: [run], notable: isNotable(run) });
  }
  return lines;
}

export function chaptersOf(lines: readonly Line[], timeZone: string): readonly Chapter[] {
  const chapters: Chapter[] = [];
  for (const line of lines) {
    const before = chapters.at(-1);
    const [run] = line.runs;
    const last = before?.lines.at(-1)?.runs[0];
    if (before && last && isSameStrand(last, run) && dayOf(last.time, timeZone) === dayOf(run.time, timeZone)) {
      chapters[chapters.length - 1] = { lines: [...before.lines, line] };
    } else chapters.push({ lines: [line] });
  }
  return chapters;
}

/** Where a page begins that ends before this line. */
export function keyBefore({ runs: [{ time, id }] }: Line): Key {
  return { time, id };
}

export function eventsIn(runs: readonly Run[]): number {
  return runs.reduce((sum, { count }) => sum + count, 0);
}

function isNotable({ level, error, firstTime }: Run): boolean {
  return level !== undefined || error !== undefined || firstTime.length > 0;
}

function isPlainRead(run: Run): boolean {
  return run.readOnly === true && !isNotable(run);
}

const STRAND = ['principal', 'session', 'address', 'account', 'region'] as const;

function isSameStrand(a: Run, b: Run): boolean {
  return STRAND.every((key) => a[key] === b[key]);
}

/** `2026-11-20`, in the reader's time zone. */
export function dayOf(time: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(time);
}
