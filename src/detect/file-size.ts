/** Rule files stay short enough to be read at a glance; sentences by event name and tests do not count. */
import { type LineCounter, type YAMLMap, isMap, isScalar } from 'yaml';
import type { Findings } from './problems';

const MOST_LINES = 60;

export function linesOf(text: string, document: YAMLMap, counter: LineCounter, findings: Findings): void {
  const own = document.get('trailwarden');
  const uncounted = isMap(own)
    ? own.items.filter(
        ({ key, value }) => isScalar(key) && (key.value === 'tests' || (key.value === 'what' && isMap(value))),
      )
    : [];
  const spared = uncounted.reduce((sum, { key, value }) => {
    const start = (isScalar(key) ? key.range?.[0] : undefined) ?? 0;
    const end = (value as { range?: [number, number, number] | null } | null)?.range?.[1] ?? start;
    return sum + counter.linePos(Math.max(start, end - 1)).line - counter.linePos(start).line + 1;
  }, 0);
  const lines = text.trimEnd().split('\n').length - spared;
  if (lines > MOST_LINES)
    findings.error('', `${lines} lines without tests and sentences by event name; ${MOST_LINES} are the most`);
}
