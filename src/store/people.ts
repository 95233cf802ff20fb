/** What the bot remembers of Slack accounts (`people/record.ts` decides what that means), and who else came from an address lately. */
import type { KnownAccount, PeopleRecord } from '../people/record';
import type { AccountChange } from '../people/slack-person';
import type { Principal } from '../source/principal';
import type { Database } from './database';
import { addressKeyOf } from './event-facts';

export function sqlitePeople(database: Database): PeopleRecord {
  return {
    async byId(id) {
      const row = await database.reader.selectFrom('people').selectAll().where('slack_id', '=', id).executeTakeFirst();
      if (!row) return undefined;
      const { email, usable, first_seen_at, changed_at, change } = row;
      return {
        id,
        email: email ?? undefined,
        usable: usable === 1,
        firstSeenAt: first_seen_at,
        changedAt: changed_at,
        change: change as AccountChange,
      };
    },

    async holderOf(email) {
      const row = await database.reader
        .selectFrom('people_addresses')
        .select('slack_id')
        .where('email', '=', email)
        .executeTakeFirst();
      return row?.slack_id;
    },

    put: ({ id, email, usable, firstSeenAt, changedAt, change }: KnownAccount) =>
      database.transaction(async (trx) => {
        const values = { email: email ?? null, usable: Number(usable), changed_at: changedAt, change };
        await trx
          .insertInto('people')
          .values({ slack_id: id, first_seen_at: firstSeenAt, ...values })
          .onConflict((conflict) => conflict.column('slack_id').doUpdateSet(values))
          .execute();
        if (email === undefined) return;
        await trx
          .insertInto('people_addresses')
          .values({ email, slack_id: id })
          .onConflict((conflict) => conflict.column('email').doUpdateSet({ slack_id: id }))
          .execute();
      }),
  };
}

/** Somebody who used an address: a principal, and the session where its name is a person's rather than a run's. */
export interface SeenAt {
  /** A principal's key. */
  readonly principal: string;
  readonly session: string | undefined;
  readonly count: number;
  /** Milliseconds, event time. */
  readonly lastAt: number;
}

/** As many groups are looked at before sessions that are no person's are folded. */
const MOST_GROUPS = 500;

/**
 * Who but `except` used a source address from `since` (milliseconds) on, latest first, at most `limit`. Sessions count
 * apart where they are named by an e-mail address: two people of one role are two. Ask for an address of the network only, as
 * an AWS service's name stands for everybody.
 */
export async function alsoSeenAt(
  { reader }: Database,
  address: string,
  since: number,
  except: Principal,
  limit: number,
): Promise<readonly SeenAt[]> {
  const rows = await reader
    .selectFrom('events')
    .select(['principal', 'session'])
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.max('time').as('last_at')])
    .where('address_key', '=', addressKeyOf(address))
    .where('time', '>=', since)
    .groupBy(['principal', 'session'])
    .orderBy('last_at', 'desc')
    .limit(MOST_GROUPS)
    .execute();
  const own = groupOf(except.key, except.session ?? null);
  const groups = new Map<string, SeenAt>();
  for (const { principal, session, count, last_at } of rows) {
    const group = groupOf(principal, session);
    if (group === own) continue;
    const before = groups.get(group);
    const shown = isPersonal(session) ? session : undefined;
    groups.set(group, {
      principal,
      session: shown,
      count: count + (before?.count ?? 0),
      lastAt: before?.lastAt ?? last_at,
    });
  }
  return [...groups.values()].slice(0, limit);
}

function groupOf(principal: string, session: string | null): string {
  return isPersonal(session) ? `${principal} ${session}` : principal;
}

function isPersonal(session: string | null): session is string {
  return session?.includes('@') === true;
}
