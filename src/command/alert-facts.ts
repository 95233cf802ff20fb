/** An alert's facts in the words of a terminal: how bad, what, who, where, from where and when. Shared by text and summary. */
import type { Alert } from '../alert/alert';
import type { Level } from '../detect/level';
import { clientOf } from '../notify/client';
import { type Span, type Style, clean, span } from './terminal';

const LEVEL_STYLE: Readonly<Record<Level, readonly Style[]>> = {
  critical: ['alarm'],
  high: ['bold', 'red'],
  medium: ['bold', 'yellow'],
  low: ['bold', 'blue'],
  informational: ['dim'],
};

/** A level as a badge, such as `CRITICAL`. */
export function badge(level: Level): Span {
  return span(level === 'informational' ? 'INFO' : level.toUpperCase(), ...LEVEL_STYLE[level]);
}

/** The sentence, its values in bold, and how often. */
export function sentenceOf({ content, count }: Alert): readonly Span[] {
  const parts = content.what.map((part) =>
    typeof part === 'string' ? span(clean(part)) : span(clean(part.value), 'bold'),
  );
  return count > 1 ? [...parts, span(`  ×${number(count)}`, 'bold', 'cyan')] : parts;
}

export function whereOf({ account, content }: Alert): string {
  const { accountName, environment, region } = content;
  const id = account === '' ? 'account not recorded' : account;
  const named =
    accountName === undefined ? id : `${accountName} (${id}${environment === undefined ? '' : `, ${environment}`})`;
  return clean(region === '' ? named : `${named} · ${region}`);
}

export function originOf({ content: { address, country, agent, firstTime } }: Alert): string {
  const parts = [address ?? 'address not recorded'];
  if (country !== undefined) parts[0] += ` (${countryName(country)})`;
  if (agent !== undefined && agent !== address) parts.push(clientOf(agent) ?? shortened(agent, 60));
  if (firstTime.includes('network')) parts.push('first time from this network');
  return clean(parts.join(' · '));
}

export function whoOf({ content: { actor, person, arn } }: Alert): string {
  const names = [actor, person, arn].filter((name, index, all) => name !== undefined && all.indexOf(name) === index);
  return clean(names.join(' · '));
}

/** `2026-01-07 12:00:00 UTC`, or from the first to the last. */
export function whenOf({ firstAt, lastAt }: { readonly firstAt: number; readonly lastAt: number }): string {
  const [first, last] = [moment(firstAt), moment(lastAt)];
  if (first === last) return `${first} UTC`;
  return `${first} to ${first.slice(0, 10) === last.slice(0, 10) ? last.slice(11) : last} UTC`;
}

/** `2026-01-07 12:00:00`, UTC. */
export function moment(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}

export function number(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 alert`, `2,900 events`. */
export function counted(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function shortened(text: string, limit: number): string {
  const words = clean(text);
  return words.length <= limit ? words : `${words.slice(0, limit - 1).toWellFormed()}…`;
}

const COUNTRIES = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' });

function countryName(country: string): string {
  return /^[A-Z]{2}$/.test(country) ? (COUNTRIES.of(country) ?? country) : country;
}
