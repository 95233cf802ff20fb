/** Words that every part of a digest uses. */
import { number } from './charts';

/** `1 alert`, `2,000 alerts`. */
export function some(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? '' : noun.endsWith('match') ? 'es' : 's'}`;
}

const UNITS = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
] as const;

/** A length of time (milliseconds) in the largest unit it fills, rounded down. */
export function lasting(length: number): string {
  const [unit, name] = UNITS.find(([each]) => length >= each) ?? [60_000, 'minute'];
  return some(Math.max(1, Math.floor(length / unit)), name);
}
