/** Rule files stay short enough to be read at a glance; sentences by event name and tests do not count. */
import { type LineCounter, type YAMLMap, isMap, isScalar } from 'yaml';
import { type Findings } from './problems';

const MOST_LINES = 60;

/** Counts a document of a file: from its first key to its last line. Context is one long list and is left alone. */
export function linesOf(document: YAMLMap, counter: LineCounter, path: string, findings: Findings): void {
  if (document.has('adjustments')) return;
  const own = document.get('trailwarden');
  const uncounted = isMap(own)
    ? own.items.filter(
        ({ key, value }) => isScalar(key) && (key.value === 'tests' || (key.value === 'what' && isMap(value))),
      )
    : [];
  const between = (start: number, end: number): number =>
    counter.linePos(Math.max(start, end - 1)).line - counter.linePos(start).line + 1;
  const spared = uncounted.reduce((sum, { key, value }) => {
    const start = (isScalar(key) ? key.range?.[0] : undefined) ?? 0;
    const end = (value as { range?: [number, number, number] | null } | null)?.range?.[1] ?? start;
    return sum + between(start, end);
  }, 0);
  const [start = 0, end = start] = document.range ?? [];
  const lines = between(start, end) - spared;
  if (lines > MOST_LINES)
    findings.warning(path, `${lines} lines without tests and sentences by event name; ${MOST_LINES} are the most`);
}
