/** A page of a list that is in memory. */
import type { Reply } from './reply';

export interface SlicePage<T> extends Pick<Reply, 'older' | 'newer' | 'turn'> {
  readonly shown: readonly T[];
}

/** `page` is how many rows come before it; the last page there is for a number beyond, the first for what is none. */
export function slicePage<T>(rows: readonly T[], page: string, size: number): SlicePage<T> {
  const asked = /^\d{1,6}$/.test(page) ? Number(page) : 0;
  const last = Math.max(0, Math.floor((rows.length - 1) / size) * size);
  const from = Math.min(asked, last);
  return {
    shown: rows.slice(from, from + size),
    older: from + size < rows.length ? String(from + size) : undefined,
    newer: from > 0 ? String(Math.max(0, from - size)) : undefined,
    turn: ['Previous', 'Next'],
  };
}
