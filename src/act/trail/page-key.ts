/** Where a page of a list begins, as a word in a button; and the first page where what a button led to is no longer there. */
import type { ListKey, ListPage, ListPageOf } from '../../store/alert-lists';
import type { Reply } from './reply';

/** For a reply: the pages beside this one, the one before to the left. */
export function listPages({ next, previous }: ListPage<unknown>): Pick<Reply, 'older' | 'newer' | 'turn'> {
  return {
    older: next && `n${written(next)}`,
    newer: previous && `p${written(previous)}`,
    turn: ['Previous', 'Next'],
  };
}

/** A list changes while it is read: a page with nothing left on it becomes the first. */
export async function pageOrFirst<T>(
  page: string,
  list: (at: ListPageOf) => Promise<ListPage<T>>,
): Promise<ListPage<T>> {
  const at = pageOf(page);
  const found = await list(at);
  return found.rows.length === 0 && at !== undefined ? list(undefined) : found;
}

function written({ part, at, id }: ListKey): string {
  return `${part}-${at}-${Buffer.from(id).toString('base64url')}`;
}

/** undefined, which is the first page, for what is none of ours. */
function pageOf(page: string): ListPageOf {
  const [, way, part, at, id = ''] = /^([np])(\d{1,3})-(\d{1,16})-([\w-]*)$/.exec(page) ?? [];
  if (way === undefined) return undefined;
  const key = { part: Number(part), at: Number(at), id: Buffer.from(id, 'base64url').toString() };
  return way === 'n' ? { next: key } : { previous: key };
}
