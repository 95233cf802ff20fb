/** `--since` as people type it. */
import { AppError } from '../error';

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;

/** `30d`, `12h`, `90m`, `2w`, or a date or moment (UTC), as milliseconds. Throws an AppError `usage`. */
export function momentOf(since: string, now: number): number {
  const [, count, unit] = /^(\d+)([mhdw])$/.exec(since) ?? [];
  if (count !== undefined) return now - Number(count) * UNITS[unit as keyof typeof UNITS];
  const at = /^\d{4}-\d\d-\d\d(T\S+)?$/.test(since) ? Date.parse(since) : NaN;
  if (!Number.isNaN(at)) return at;
  throw new AppError(
    'usage',
    `--since: expected 30d, 12h, or a date such as 2026-11-01, found ${JSON.stringify(since)}`,
  );
}
