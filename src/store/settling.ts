/**
 * A routine sign-in that its person has confirmed today already is no message: its alert waits a moment for the person to be found,
 * and what is settled by then is never posted.
 */
import { sql } from 'kysely';
import type { Trx } from './database';

/** As long (milliseconds) a message waits; Slack being slow must not hide an alert. */
const SETTLING = 5_000;

/** An urgency above that of `high` (`owed-rows.ts`): what is rated high never waits. */
const HIGH = 2;

/** For the outbox: true of a message whose alert's person is being looked for. */
export function isSettling(now: number) {
  return sql<boolean>`exists (select 1 from asks where asks.alert_id = outbox.subject and asks.kind = 'ask'
    and asks.urgency > ${HIGH} and asks.wanted_at > ${now - SETTLING})`;
}

/** A post that was not begun is taken back: what it would say is settled. */
export async function takeBackPost(trx: Trx, alertId: string): Promise<void> {
  const posts = trx.deleteFrom('outbox').where('subject', '=', alertId).where('kind', '=', 'post');
  await posts.where('started_at', 'is', null).execute();
}
