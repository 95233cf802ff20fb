/**
 * A day in the life of two accounts, "prod" and "staging": routine, and in the midst of it an intrusion. A pure function
 * of its start, so the same start gives the same records with the same ids.
 */
import type { JsonObject } from '../src/source/event';
import { ATTACK } from './day/attack';
import { type Moment, recordOf } from './day/record';
import { ROUTINE } from './day/routine';

export interface Played {
  /** When the event can be seen, milliseconds after the start; negative for the past that is there already. */
  readonly at: number;
  readonly record: JsonObject;
}

/** `demo`: the intrusion takes ninety seconds and half an hour of routine follows. `day`: the same spread over a day. */
export type Pace = 'demo' | 'day';

/** How much slower than the demo: its half hour fills a day, the five minutes before it four hours. */
const SLOWER: Readonly<Record<Pace, number>> = { demo: 1, day: 48 };

/** In the order of visibility. `start` in milliseconds. */
export function day(start: number, pace: Pace = 'demo'): readonly Played[] {
  const slower = SLOWER[pace];
  const played = [...ATTACK, ...ROUTINE].map(({ second, late = 0, call }: Moment, index) => {
    const offset = Math.round(second * 1000 * slower);
    const time = start + offset;
    const seed = `${start} ${pace} ${index}`;
    const record = recordOf(typeof call === 'function' ? call(time) : call, time, start, seed);
    return { at: offset + late * 1000 * slower, record };
  });
  return played.sort((a, b) => a.at - b.at);
}
