/** Alerts and their matches, as rows. */
import type { Kysely, Selectable } from 'kysely';
import type { Alert, Content, MatchRecord, State } from '../alert/alert';
import type { Level } from '../detect/level';
import type { Trx } from './database';
import { pieces } from './pieces';
import type { Schema } from './schema';

type AlertRow = Selectable<Schema['alerts']>;

/** The newest alert of each fingerprint that is not resolved. */
export async function openAlerts(trx: Trx, fingerprints: readonly string[]): Promise<Map<string, Alert>> {
  const found = new Map<string, Alert>();
  for (const piece of pieces([...new Set(fingerprints)])) {
    const rows = await trx
      .selectFrom('alerts')
      .selectAll()
      .where('fingerprint', 'in', piece)
      .where('state', '!=', 'resolved')
      .orderBy('opened_at')
      .orderBy('last_at')
      .execute();
    for (const row of rows) found.set(row.fingerprint, alertOf(row));
  }
  return found;
}

export async function alertById(db: Trx | Kysely<Schema>, id: string): Promise<Alert | undefined> {
  const row = await db.selectFrom('alerts').selectAll().where('id', '=', id).executeTakeFirst();
  return row && alertOf(row);
}

export async function alertsById(db: Trx | Kysely<Schema>, ids: readonly string[]): Promise<Map<string, Alert>> {
  const found = new Map<string, Alert>();
  for (const piece of pieces([...new Set(ids)])) {
    const rows = await db.selectFrom('alerts').selectAll().where('id', 'in', piece).execute();
    for (const row of rows) found.set(row.id, alertOf(row));
  }
  return found;
}

export async function writeAlert(trx: Trx, alert: Alert): Promise<void> {
  const row = rowOf(alert);
  await trx
    .insertInto('alerts')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

export async function writeMatches(trx: Trx, matches: readonly MatchRecord[]): Promise<void> {
  for (const piece of pieces(matches)) {
    const rows = piece.map(({ eventId, ruleId, alertId, level, reasons, time }) => ({
      event_id: eventId,
      rule_id: ruleId,
      alert_id: alertId,
      level,
      reasons: JSON.stringify(reasons),
      time,
    }));
    await trx
      .insertInto('matches')
      .values(rows)
      .onConflict((conflict) => conflict.columns(['event_id', 'rule_id']).doNothing())
      .execute();
  }
}

export function alertOf(row: AlertRow): Alert {
  return {
    id: row.id,
    fingerprint: row.fingerprint,
    ruleId: row.rule_id,
    principal: row.principal,
    account: row.account,
    level: row.level as Level,
    state: row.state as State,
    stateBy: row.state_by ?? undefined,
    stateAt: row.state_at ?? undefined,
    count: row.count,
    firstAt: row.first_at,
    lastAt: row.last_at,
    openedAt: row.opened_at,
    version: row.version,
    content: JSON.parse(row.content) as Content,
  };
}

function rowOf(alert: Alert): AlertRow {
  return {
    id: alert.id,
    fingerprint: alert.fingerprint,
    rule_id: alert.ruleId,
    principal: alert.principal,
    account: alert.account,
    level: alert.level,
    state: alert.state,
    state_by: alert.stateBy ?? null,
    state_at: alert.stateAt ?? null,
    count: alert.count,
    first_at: alert.firstAt,
    last_at: alert.lastAt,
    opened_at: alert.openedAt,
    version: alert.version,
    content: JSON.stringify(alert.content),
  };
}
