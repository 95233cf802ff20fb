/**
 * How long `/trail`'s look-ups take in a store of a million events: p50 and p95 of each, as a table. Slack waits three seconds for
 * an answer; a look-up has 50 milliseconds, as the bot does nothing else meanwhile.
 */
import { ALERT_LISTS, alertsByShortId, alertsList, expectationsList, snoozesList } from '../src/store/alert-lists';
import type { Condition, EventFilters, Term, TextOf } from '../src/store/conditions';
import type { Database } from '../src/store/database';
import { addressKeyOf } from '../src/store/event-facts';
import { eventById } from '../src/store/events';
import { type Key, recentEvents } from '../src/store/look-ups';
import { matchesOfEvent } from '../src/store/matches';
import { sessionTimeline } from '../src/store/timeline';
import { DAY, NOW, SPAN, accountOf, bucketOf, keyOf, nameOf, principalName } from './lookup-store';
import { openStore, sizeOf, withStore } from './million';
import { dice } from './records';
import { printTable, quantile, timeOf } from './timing';

const TURNS = 60;
const MOST = 50;

type LookUp = (database: Database, roll: () => number) => Promise<unknown>;

const filters = (...all: readonly (Condition | Term)[]): EventFilters => ({
  all: all.map((one) => ('any' in one ? one : { any: [one] })),
  since: undefined,
  until: undefined,
});
const like = (of: TextOf, text: string): Term => ({ of, like: text });
const network = (from: string, to: string): Term => ({ of: 'address', from: addressKeyOf(from), to: addressKeyOf(to) });
const word = (text: string): Condition => ({
  any: [like('name', `*${text}*`), like('principal', `*:*:*${text}*`), like('person', `${text}*`)],
});
const drawn = (roll: () => number, most: number): number => Math.floor(most * roll());
const somewhere = (roll: () => number): Key => ({ time: NOW - Math.floor(roll() * SPAN), id: '8' });
const recent =
  (make: (roll: () => number) => EventFilters): LookUp =>
  ({ reader }, roll) => {
    const asked = make(roll);
    const turn = drawn(roll, 3);
    const page = turn === 0 ? undefined : turn === 1 ? { older: somewhere(roll) } : { newer: somewhere(roll) };
    return recentEvents(reader, asked, page);
  };

const principal = (roll: () => number): Term => like('principal', `*:*:${principalName(drawn(roll, 2_000))}`);
const person = (roll: () => number): Term => like('person', `person${3 * drawn(roll, 600)}@example.com`);
const address = (roll: () => number): string => `198.51.${drawn(roll, 100)}.${drawn(roll, 256)}`;

const LOOK_UPS: Readonly<Record<string, LookUp>> = {
  recent: recent(() => filters()),
  'recent principal:': recent((roll) => filters(principal(roll))),
  'recent person:': recent((roll) => filters(person(roll))),
  'recent person: (leading star, none)': recent(() => filters(like('person', '*nobody*'))),
  'recent person: (leading star) error:any': recent(() => filters(like('person', '*nobody*'), like('error', '*'))),
  'recent event:': recent((roll) => filters(like('name', nameOf(drawn(roll, 300)).name))),
  'recent event: (glob, some)': recent((roll) => filters(like('name', `*thing${drawn(roll, 30)}*`))),
  'recent event: (glob, many)': recent(() => filters(like('name', 'describe*'))),
  'recent event: (none)': recent(() => filters(like('name', '*nothing*like*this*'))),
  'recent service:': recent((roll) => filters(like('source', nameOf(drawn(roll, 300)).source))),
  'recent account:': recent((roll) => filters(like('account', accountOf(drawn(roll, 40))))),
  'recent region: (none)': recent(() => filters(like('region', 'ap-south-1'))),
  'recent ip:': recent((roll) =>
    filters(network(...([address(roll)].flatMap((one) => [one, one]) as [string, string]))),
  ),
  'recent ip: (CIDR /24)': recent((roll) => {
    const third = drawn(roll, 100);
    return filters(network(`198.51.${third}.0`, `198.51.${third}.255`));
  }),
  'recent ip: (CIDR /8, all)': recent(() => filters(network('198.0.0.0', '198.255.255.255'))),
  'recent ip: (CIDR, none)': recent(() => filters(network('203.0.113.0', '203.0.113.255'))),
  'recent resource:': recent((roll) => filters(like('resource', bucketOf(drawn(roll, 50_000))))),
  'recent resource: (glob)': recent((roll) => filters(like('resource', `data-${drawn(roll, 5_000)}*`))),
  'recent resource: (leading star, none)': recent(() => filters(like('resource', '*nothing*'))),
  'recent key:': recent((roll) => filters(like('accessKey', keyOf(drawn(roll, 100_000))))),
  'recent error:any': recent(() => filters(like('error', '*'))),
  'recent error: (none)': recent(() => filters(like('error', 'Throttling*'))),
  'recent level:high': recent(() => filters({ of: 'level', atLeast: 'high' })),
  'recent write': recent(() => filters({ of: 'readOnly', is: false })),
  'recent since: until:': recent((roll) => {
    const since = somewhere(roll).time;
    return { ...filters({ of: 'readOnly', is: false }), since, until: since + DAY };
  }),
  'recent WORD': recent((roll) => filters(word(`person${drawn(roll, 2_000)}`))),
  'recent WORD (none)': recent(() => filters(word('nobody-at-all'))),
  'recent principal: error:any write': recent((roll) =>
    filters(principal(roll), like('error', '*'), { of: 'readOnly', is: false }),
  ),
  'recent account: event: ip: (CIDR)': recent((roll) =>
    filters(like('account', accountOf(drawn(roll, 40))), like('name', 'list*'), network('198.51.0.0', '198.51.63.255')),
  ),
  'recent write region: (none)': recent(() => filters({ of: 'readOnly', is: false }, like('region', 'ap-*'))),
  'recent resource: (leading star) write': recent(() =>
    filters(like('resource', '*-nothing'), { of: 'readOnly', is: false }),
  ),
  'recent level:critical person:': recent((roll) => filters({ of: 'level', atLeast: 'critical' }, person(roll))),
  'who PRINCIPAL': ({ reader }, roll) => sessionTimeline(reader, filters(principal(roll))),
  'who PERSON': ({ reader }, roll) => sessionTimeline(reader, filters(person(roll))),
  'who IP': ({ reader }, roll) => {
    const one = address(roll);
    return sessionTimeline(reader, filters(network(one, one)));
  },
  'event ID': async ({ reader }, roll) => {
    const { rows } = await recentEvents(reader, filters(), { older: somewhere(roll) }, 1);
    const id = rows[0]?.id ?? '';
    return [await eventById(reader, id), await matchesOfEvent(reader, id)];
  },
  ...Object.fromEntries(
    ALERT_LISTS.map((which): [string, LookUp] => [
      `alerts ${which}`,
      ({ reader }) => alertsList(reader, which, { user: 'U7', now: NOW }),
    ]),
  ),
  'alert ID': ({ reader }, roll) => alertsByShortId(reader, `alert-000${drawn(roll, 9)}`),
  snoozes: ({ reader }) => snoozesList(reader, { user: 'U7', now: NOW }),
  expected: ({ reader }) => expectationsList(reader, NOW),
};

/** `npm run bench -- lookup [EVENTS|STORE]`; exit code 1 when one is too slow. */
export function benchLookup([wanted]: readonly string[]): Promise<void> {
  return withStore(wanted, async (file) => {
    const database = openStore(file);
    const rows: (readonly string[])[] = [['look-up', 'p50 (ms)', 'p95 (ms)']];
    const slow: string[] = [];
    for (const [name, lookUp] of Object.entries(LOOK_UPS)) {
      const times = await measured(database, lookUp);
      const p95 = quantile(times, 0.95);
      if (p95 >= MOST) slow.push(name);
      rows.push([name, quantile(times, 0.5).toFixed(1), p95.toFixed(1)]);
    }
    await database.close();
    printTable(rows);
    const missed = slow.length === 0 ? 'all are' : `**too slow: ${slow.join(', ')}**`;
    console.log(`\n${sizeOf(file)}; ${TURNS} of each; goal: a p95 below ${MOST} ms, ${missed}.`);
    if (slow.length > 0) process.exitCode = 1;
  });
}

/** Milliseconds each turn took. */
async function measured(database: Database, lookUp: LookUp): Promise<readonly number[]> {
  const roll = dice(17);
  const times: number[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) times.push(await timeOf(() => lookUp(database, roll)));
  return times;
}
