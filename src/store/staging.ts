/**
 * Rules in staging that people made live. A row wins over the configuration, from the next page of events on and without a
 * restart, until the configuration no longer names the rule for staging.
 */
import type { Kysely } from 'kysely';
import type { LiveRules } from '../alert/expectation';
import { BOT, record } from './audit';
import type { Database, Trx } from './database';
import type { Schema } from './schema';

export interface LiveRule {
  readonly ruleId: string;
  /** Slack user, and when (milliseconds). */
  readonly by: string;
  readonly at: number;
}

/** How it stands now: who was first, and whether that was this call. */
export interface WentLive extends LiveRule {
  readonly changed: boolean;
}

/** From the next page of events on the rule's matches are posted. A second call changes nothing and says who was first. */
export function goLive(database: Database, { ruleId, by, at }: LiveRule): Promise<WentLive> {
  return database.transaction(async (trx) => {
    const row = await trx.selectFrom('live_rules').selectAll().where('rule_id', '=', ruleId).executeTakeFirst();
    if (row) return { ruleId, by: row.made_by, at: row.made_at, changed: false };
    await trx.insertInto('live_rules').values({ rule_id: ruleId, made_by: by, made_at: at }).execute();
    const entry = { at, actor: by, action: 'go-live', subjectKind: 'rule', subject: ruleId } as const;
    await record(trx, { ...entry, before: { staged: true }, after: { staged: false }, reason: undefined });
    return { ruleId, by, at, changed: true };
  });
}

/** The ids, for whoever decides what is posted. */
export async function liveRules(db: Trx | Kysely<Schema>): Promise<LiveRules> {
  const rows = await db.selectFrom('live_rules').select('rule_id').execute();
  return new Set(rows.map(({ rule_id }) => rule_id));
}

/** Who made which rule live, the newest first: for people. */
export async function wentLive(reader: Kysely<Schema>): Promise<readonly LiveRule[]> {
  const rows = await reader.selectFrom('live_rules').selectAll().orderBy('made_at', 'desc').execute();
  return rows.map(({ rule_id, made_by, made_at }) => ({ ruleId: rule_id, by: made_by, at: made_at }));
}

/**
 * For a start: a rule the configuration does not name for staging any more needs no row, and naming it again later stages it
 * again. `staged` tells of an id whether it is named. Returns the ids that were let go.
 */
export function forgetLive(
  database: Database,
  staged: (ruleId: string) => boolean,
  now: number,
): Promise<readonly string[]> {
  return database.transaction(async (trx) => {
    const gone = [...(await liveRules(trx))].filter((id) => !staged(id));
    for (const subject of gone) {
      await trx.deleteFrom('live_rules').where('rule_id', '=', subject).execute();
      const entry = { at: now, actor: BOT, action: 'leave-staging', subjectKind: 'rule', subject } as const;
      await record(trx, { ...entry, before: undefined, after: undefined, reason: 'no longer in rules.staging' });
    }
    return gone;
  });
}
