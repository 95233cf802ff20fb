/** Where the bot is killed: at a request on the wire, at a statement of its store, or at any moment; by name, or by dice. */
import type { Seen, When } from './kill-wire';

/** `nth` counts from 1, in the life of one process. */
export type Spot =
  | { readonly wire: When; readonly call: string; readonly about?: About; readonly nth: number }
  | { readonly store: 'inside' | 'before commit' | 'after commit'; readonly touches: string; readonly nth: number }
  | { readonly store: 'statement'; readonly nth: number }
  /** Milliseconds after the process was begun. */
  | { readonly moment: number };

/** What a post is: an alert in a channel, a line in its thread, a direct message. */
export type About = 'channel' | 'thread' | 'direct';

/** The first statement that a page writes; statements that record what was begun and what was posted; the question. */
const PAGE = '^insert into events ';
const BEGUN = '^update "outbox" set "started_at"';
const POSTED = '^insert into "notifications"';
const QUESTION = '^insert into "confirmations"';

const post = (wire: When, about: About): Spot => ({ wire, call: 'chat.postMessage', about, nth: 1 });
const edit = (wire: When): Spot => ({ wire, call: 'chat.update', nth: 1 });

/** Each is the first of its kind in the life of a process, so that the next process meets the same again. */
export const POINTS: Readonly<Record<string, Spot>> = {
  'after fetch': { wire: 'answered', call: 'LookupEvents', nth: 1 },
  'mid-transaction': { store: 'inside', touches: PAGE, nth: 5 },
  'before commit': { store: 'before commit', touches: PAGE, nth: 1 },
  'after commit': { store: 'after commit', touches: PAGE, nth: 1 },
  'intent recorded': { store: 'after commit', touches: BEGUN, nth: 1 },
  'before post': post('before', 'channel'),
  'after post, before record': post('after', 'channel'),
  'post carried out late': post('late', 'channel'),
  'while recording a post': { store: 'before commit', touches: POSTED, nth: 1 },
  'before a thread line': post('before', 'thread'),
  'after a thread line': post('after', 'thread'),
  'question half written': { store: 'inside', touches: QUESTION, nth: 1 },
  'before a question': post('before', 'direct'),
  'after a question': post('after', 'direct'),
  'mid-update, not applied': edit('before'),
  'mid-update, applied': edit('after'),
  'update answered, not recorded': edit('answered'),
};

export function isMet(spot: Spot, when: When, { call, body }: Seen): boolean {
  if (!('wire' in spot) || spot.wire !== when) return false;
  if (spot.call !== '*' && spot.call !== call) return false;
  return spot.about === undefined || spot.about === aboutOf(body);
}

function aboutOf(body: string): About {
  const fields = new URLSearchParams(body);
  if (fields.has('thread_ts')) return 'thread';
  return /^[DUW]/.test(fields.get('channel') ?? '') ? 'direct' : 'channel';
}

/**
 * Any moment, any statement, any request: each a third. `roll` gives numbers from 0 to 1; with a `reach` of less than 1 the
 * later ones are left out, so that more processes come to their spot before the story ends.
 */
export function anySpot(roll: () => number, reach: number): Spot {
  const kind = Math.floor(roll() * 3);
  if (kind === 0) return { moment: Math.round(300 + roll() * 4_700 * reach) };
  // More of what comes early, as what the process before has done is not done again.
  if (kind === 1) return { store: 'statement', nth: Math.ceil(1_500 * reach * roll() ** 2) };
  const wires: readonly When[] = ['before', 'after', 'answered'];
  return { wire: wires[Math.floor(roll() * wires.length)] ?? 'before', call: '*', nth: Math.ceil(roll() * 25 * reach) };
}

export function inWords(spot: Spot): string {
  if ('moment' in spot) return `${spot.moment} ms`;
  if ('wire' in spot) return `${spot.wire} ${spot.about ?? ''} ${spot.call} ${spot.nth}`.replace(/ +/g, ' ');
  const touches = 'touches' in spot ? ` ${spot.touches}` : '';
  return `${spot.store}${touches} ${spot.nth}`;
}
