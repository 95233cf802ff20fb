/** What an Insights event measured, in words: the usual rate of a call or an error, and the one that stood out. Pure. */
import { type CloudTrailEvent, isInsight, valueAt } from '../source/event';

export interface Insight {
  /** The usual rate, such as `less than 1 a day`. */
  readonly baseline: string;
  /** The rate that stood out, such as `12 a minute`: of its first minutes, or of all of it where it has ended. */
  readonly rate: string;
}

/** CloudTrail gives averages a minute, over the seven days before and over what stood out. Undefined for other events. */
export function insightOf({ record }: CloudTrailEvent): Insight | undefined {
  if (!isInsight(record)) return undefined;
  const average = (of: string) => valueAt(record, 'insightDetails', 'insightContext', 'statistics', of, 'average');
  const [baseline, rate] = [average('baseline'), average('insight')];
  if (typeof baseline !== 'number' || typeof rate !== 'number') return undefined;
  return { baseline: inWords(baseline), rate: inWords(rate) };
}

const UNITS = [
  ['minute', 1],
  ['hour', 60],
  ['day', 1440],
] as const;

/** In the smallest unit of which there is one or more. */
function inWords(perMinute: number): string {
  if (!(perMinute > 0)) return 'none';
  for (const [unit, minutes] of UNITS) {
    const many = perMinute * minutes;
    const shown = many >= 10 ? Math.round(many) : Math.round(many * 10) / 10;
    if (shown >= 1) return `${shown} ${unit === 'hour' ? 'an' : 'a'} ${unit}`;
  }
  return 'less than 1 a day';
}
