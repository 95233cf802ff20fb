/** Where a page of events begins, as a word in a button. Ids of events are CloudTrail's own, and may hold anything. */
import type { Key, PageOf } from '../../store/look-ups';

/** A longer id is cut, as a button has an end: at worst a page begins a few events of one moment too early or too late. */
const LONGEST_ID = 200;

export function writtenKey({ time, id }: Key): string {
  return `${time}-${Buffer.from(id.slice(0, LONGEST_ID).toWellFormed()).toString('base64url')}`;
}

/** undefined for what is none of ours. */
export function keyOf(written: string): Key | undefined {
  const [, time, id = ''] = /^(\d{1,16})-([\w-]*)$/.exec(written) ?? [];
  return time === undefined ? undefined : { time: Number(time), id: Buffer.from(id, 'base64url').toString() };
}

export function olderPage(key: Key | undefined): string | undefined {
  return key && `o${writtenKey(key)}`;
}

export function newerPage(key: Key | undefined): string | undefined {
  return key && `n${writtenKey(key)}`;
}

/** The first page where the word is empty, or none of ours. */
export function pageOf(written: string): PageOf {
  const key = keyOf(written.slice(1));
  if (!key) return undefined;
  return written.startsWith('n') ? { newer: key } : { older: key };
}

/**
 * For what can only be gone through backwards: the keys of the pages passed so far, the latest last, so that there is a way back. A
 * button holds some of them; who goes back further begins at the newest.
 */
export function trailOf(written: string): readonly Key[] {
  return written === '' ? [] : written.split('.').flatMap((one) => keyOf(one) ?? []);
}

/** Of the 2,000 characters of a button, which the text of the command shares. */
const ROOM = 500;

export function writtenTrail(keys: readonly Key[]): string {
  const words = keys.map(writtenKey);
  while (words.join('.').length > ROOM && words.length > 1) words.shift();
  return words.join('.');
}
