/**
 * From a match to entries: which group an event is counted for, and what is measured of it. A group's values are compared
 * without case; an event that lacks a field that is grouped by or measured is not counted, as it belongs to no group.
 */
import { createHash } from 'node:crypto';
import type { Json } from '../source/event';
import type { Entry } from './correlation';
import type { Counter, TiedCorrelation } from './correlation-set';
import type { Field } from './fields';
import { memo } from '../memo';
import type { Match } from './rule';
import { numberOf, textOf } from './values';

/** An entry with the values its group stands for. */
export interface Located {
  readonly entry: Entry;
  readonly groupValues: readonly string[];
}

/** Longer texts are told apart by a digest of what is cut off. */
const LONGEST = 300;
/** As many members of a list are counted: a hostile record must not fill the store. */
const MOST_MEMBERS = 100;

/** A list in a measured field is one entry for each member; what is no number is not summed. */
export function locate(match: Match, counter: Counter, { type }: TiedCorrelation, keep: number, into: Located[]): void {
  const groupValues: string[] = [];
  for (const field of counter.group) {
    const text = wholeText(fieldValue(field, match));
    if (text === '') return;
    groupValues.push(text.toLowerCase());
  }
  const group = keyOf(groupValues);
  const { rule, event } = match;
  const put = (value: string): void => {
    const entry = { correlation: counter.by, group, rule: rule.id, eventId: event.id, time: event.time, value, keep };
    into.push({ entry, groupValues });
  };
  const sums = type.startsWith('value_') && type !== 'value_count';
  const values = valuesOf(counter.values, match);
  for (const value of values.length > 1 ? new Set(values) : values) {
    if (!sums || numberOf(value) !== undefined) put(value);
  }
}

/** What a window of a counted correlation is to the one that counts it. `values` are those of its group. */
export function locatePicked(values: readonly string[], end: Entry, counter: Counter, keep: number): Located {
  const groupValues = pickedGroup(values, counter);
  const { eventId, time } = end;
  const value = (counter.picks?.values ?? []).map((at) => values[at] ?? '').join(' / ');
  const entry = { correlation: counter.by, group: keyOf(groupValues), rule: counter.rule, eventId, time, value, keep };
  return { entry, groupValues };
}

export function pickedGroup(values: readonly string[], { picks }: Counter): string[] {
  return (picks?.group ?? []).map((at) => values[at] ?? '');
}

/** A short text that stands for a group's values. */
export function keyOf(groupValues: readonly string[]): string {
  const [only = ''] = groupValues;
  return groupValues.length === 1 ? keyOfOne(only) : digestOf(JSON.stringify(groupValues));
}

/** The same few principals make most entries. */
const keyOfOne = memo((value) => digestOf(JSON.stringify([value])));

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 20);
}

/** In the order of time, then of ids, so that whatever order they arrived in they are treated alike. */
export function byTime(a: Entry, b: Entry): number {
  return a.time - b.time || (a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0);
}

/** What makes an entry one: the primary key of its row, less correlation and group. */
export function entryKey({ eventId, rule, value }: Entry): string {
  return `${eventId}\u0000${rule}\u0000${value}`;
}

/** Several fields are counted as a combination (Sigma v2.1.0). */
function valuesOf(fields: readonly Field[], match: Match): string[] {
  const [only] = fields;
  if (!only) return [''];
  if (fields.length > 1) {
    const texts = fields.map((field) => wholeText(fieldValue(field, match)));
    return texts.includes('') ? [] : [texts.join(' / ')];
  }
  const value = fieldValue(only, match);
  const members = Array.isArray(value) ? (value as readonly Json[]).slice(0, MOST_MEMBERS) : [value];
  return members.map(wholeText).filter((text) => text !== '');
}

function fieldValue(field: Field, { event, context }: Match): Json {
  return field.get(event, context) ?? null;
}

function wholeText(value: Json): string {
  if (value === null) return '';
  const text = textOf(value) ?? JSON.stringify(value);
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, LONGEST).toWellFormed()}…${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}
