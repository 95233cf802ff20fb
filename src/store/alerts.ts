/** Alerts and their matches, as rows. */
import type { Kysely, Selectable } from 'kysely';
import type { Alert, Content, State } from '../alert/alert';
import type { MatchRecord } from '../alert/decide';
import { nextStepAt } from '../alert/escalation';
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

/** Alerts whose snooze ran out by `now` and still show it. */
export async function wokenAlerts(trx: Trx, now: number): Promise<readonly Alert[]> {
  const rows = await trx.selectFrom('alerts').selectAll().where('snooze_until', '<=', now).limit(AT_ONCE).execute();
  return rows.map(alertOf);
}

/** Alerts whose ladder has a step that is due at `now`, the longest overdue first. */
export async function unansweredAlerts(trx: Trx, now: number): Promise<readonly Alert[]> {
  const due = trx.selectFrom('alerts').selectAll().where('escalate_at', '<=', now).orderBy('escalate_at');
  return (await due.limit(AT_ONCE).execute()).map(alertOf);
}

/** As many alerts are moved on by the clock in one transaction. */
const AT_ONCE = 100;

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
    const rows = piece.map(({ eventId, ruleId, alertId, quietBy, level, reasons, time, fingerprint }) => ({
      event_id: eventId,
      rule_id: ruleId,
      alert_id: alertId ?? null,
      quiet_by: quietBy ?? null,
      level,
      reasons: JSON.stringify(reasons),
      time,
      fingerprint: fingerprint ?? null,
    }));
    await trx
      .insertInto('matches')
      .values(rows)
      .onConflict((conflict) => conflict.columns(['event_id', 'rule_id']).doNothing())
      .execute();
  }
}

/** What happened to an alert beyond its state, kept as one JSON text; alerts of earlier versions have none of it. */
type Life = Partial<Pick<Alert, 'snooze' | 'awoke' | 'ladder' | 'folded' | 'history' | 'confirmed' | 'questions'>>;

/** What alerts of earlier versions did not keep. */
const UNKNOWN: Pick<Content, 'group' | 'expectable' | 'principal'> = {
  group: undefined,
  expectable: true,
  principal: { kind: 'unknown', name: '', session: undefined },
};

export function alertOf(row: AlertRow): Alert {
  const { snooze, awoke, ladder, folded = false, history = false, confirmed, questions } = JSON.parse(row.life) as Life;
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
    stateReason: row.state_reason ?? undefined,
    count: row.count,
    firstAt: row.first_at,
    lastAt: row.last_at,
    openedAt: row.opened_at,
    version: row.version,
    ...{ snooze, awoke, ladder, folded, history, confirmed, questions },
    content: { ...UNKNOWN, ...(JSON.parse(row.content) as Content) },
  };
}

function rowOf(alert: Alert): AlertRow {
  const { snooze, awoke, ladder, folded, history, confirmed, questions } = alert;
  const life: Life = { snooze, awoke, ladder, folded, history, confirmed, questions };
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
    state_reason: alert.stateReason ?? null,
    count: alert.count,
    first_at: alert.firstAt,
    last_at: alert.lastAt,
    opened_at: alert.openedAt,
    version: alert.version,
    content: JSON.stringify(alert.content),
    snooze_until: snooze === undefined || snooze.over ? null : snooze.until,
    escalate_at: nextStepAt(alert) ?? null,
    life: JSON.stringify(life),
  };
}
