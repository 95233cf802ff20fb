/**
 * Before an expectation ends it is spoken of once, where its alert was told, with Extend and Remove. The end itself is silent:
 * from then on its matches are alerts again.
 */
import { type Expectation, LONGEST_NOTICE, remindAt } from './alert/expectation';
import { reminder } from './notify/expected';
import type { Routes } from './notify/route';
import type { Trx } from './store/database';
import { endingExpectations, writeExpectation } from './store/expectations';
import { firstChannelOf } from './store/outbox';
import { owe } from './store/owe';

/** Returns how many were spoken of at `now` (milliseconds). */
export async function remind(trx: Trx, { routes }: { readonly routes: Routes }, now: number): Promise<number> {
  const ending = await endingExpectations(trx, now, now + LONGEST_NOTICE);
  const due = ending.filter((one) => remindAt(one) <= now);
  for (const expectation of due) {
    const { id, until } = expectation;
    await writeExpectation(trx, { ...expectation, remindedAt: now });
    const channel = await placeOf(trx, expectation, routes);
    if (channel === undefined) continue;
    const key = `expectation/${id}/${until}`;
    await owe(trx, { kind: 'notice', key, channel, level: 'low', message: reminder(expectation), at: now });
  }
  return due.length;
}

/** Where the alert was never told, where such alerts go. */
async function placeOf(trx: Trx, { alertId, level }: Expectation, routes: Routes): Promise<string | undefined> {
  const told = alertId === undefined ? undefined : await firstChannelOf(trx, alertId);
  return told ?? (routes.find(({ levels }) => levels.has(level)) ?? routes.at(-1))?.channel;
}
