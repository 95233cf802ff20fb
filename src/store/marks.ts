/**
 * First-seen marks: whether a principal does something, or comes from a network, for the first time. They say nothing while
 * an account is still being learned, as on the first day everything happens for the first time.
 */
import type { Marks } from '../detect/context';
import { type CloudTrailEvent, textAt } from '../source/event';
import { principalOf } from '../source/principal';
import type { Connection } from './database';
import { prepared } from './prepared';

/** An account is learned for this long (milliseconds) before "first time" means anything. */
export const LEARNING = 7 * 86_400_000;

type Kind = 'event' | 'network';
const KINDS: readonly Kind[] = ['event', 'network'];
const ACCOUNT = 'account';

export function loadMarks(connection: Connection, events: readonly CloudTrailEvent[], now: number): Marks {
  const markedAt = marked(connection);
  const accounts = new Set(events.map((event) => event.account));
  const learned = new Set([...accounts].filter((one) => (markedAt(ACCOUNT, '', one) ?? Infinity) <= now - LEARNING));
  const met = new Set<string>();
  const firsts = new Set<string>();
  for (const event of [...events].sort((a, b) => a.time - b.time)) {
    if (!learned.has(event.account)) continue;
    for (const kind of KINDS) {
      const mark = markOf(kind, event);
      if (mark === undefined || met.has(mark.key)) continue;
      met.add(mark.key);
      if (markedAt(kind, mark.principal, mark.value) === undefined) firsts.add(`${kind} ${event.id}`);
    }
  }
  return {
    isFirst: (kind, event) => (learned.has(event.account) ? firsts.has(`${kind} ${event.id}`) : undefined),
  };
}

/** Records what was seen; a mark that stands keeps its time. */
export function recordMarks(connection: Connection, events: readonly CloudTrailEvent[], now: number): void {
  const insert = prepared(
    connection,
    'INSERT INTO first_seen (kind, principal, value, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  for (const account of new Set(events.map((event) => event.account))) insert.run(ACCOUNT, '', account, now);
  const written = new Set<string>();
  for (const event of events) {
    for (const kind of KINDS) {
      const mark = markOf(kind, event);
      if (mark === undefined || written.has(mark.key)) continue;
      written.add(mark.key);
      insert.run(kind, mark.principal, mark.value, event.time);
    }
  }
}

/**
 * The marks as they must have been when events of the past were read: what a mark was made of, was the first. For a replay; of
 * events in the same moment the one that is asked about first counts, and once a mark is let go nothing is first.
 */
export function pastMarks(connection: Connection): Marks {
  const markedAt = marked(connection);
  const since = new Map<string, number>();
  const firsts = new Map<string, string>();
  const watchedSince = (account: string): number => {
    const known = since.get(account) ?? markedAt(ACCOUNT, '', account) ?? Infinity;
    since.set(account, known);
    return known;
  };
  return {
    isFirst(kind, event) {
      if (watchedSince(event.account) > event.time - LEARNING) return undefined;
      const mark = markOf(kind, event);
      if (mark === undefined || markedAt(kind, mark.principal, mark.value) !== event.time) return false;
      const first = firsts.get(mark.key) ?? event.id;
      firsts.set(mark.key, first);
      return first === event.id;
    },
  };
}

/** When a mark was made (milliseconds); undefined for what was never seen. */
function marked(connection: Connection): (kind: string, principal: string, value: string) => number | undefined {
  const select = prepared<[string, string, string], { readonly at: number }>(
    connection,
    'SELECT at FROM first_seen WHERE kind = ? AND principal = ? AND value = ?',
  );
  return (kind, principal, value) => select.get(kind, principal, value)?.at;
}

interface Mark {
  readonly key: string;
  readonly principal: string;
  readonly value: string;
}

function markOf(kind: Kind, event: CloudTrailEvent): Mark | undefined {
  const value = kind === 'event' ? `${event.source}/${event.name}` : networkOf(textAt(event.record, 'sourceIPAddress'));
  if (value === undefined) return undefined;
  const principal = principalOf(event).key;
  return { key: keyOf(kind, principal, value), principal, value };
}

/** The neighbourhood of an address: /24 for IPv4, /48 for IPv6, anything else (an AWS service) as it is. */
export function networkOf(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const ipv4 = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/.exec(address)?.[1];
  if (ipv4 !== undefined) return `${ipv4}.0/24`;
  return address.includes(':') ? `${address.split(':').slice(0, 3).join(':')}::/48` : address.slice(0, 200);
}

function keyOf(kind: Kind, principal: string, value: string): string {
  return `${kind}\u0000${principal}\u0000${value}`;
}
