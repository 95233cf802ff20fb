/**
 * What people do with expectations: make one on an alert, extend it, end it. Each is one transaction with its audit entry, and
 * conditional on how things stand at that moment, so the second of two people is told what the first did.
 */
import type { Kysely } from 'kysely';
import type { Alert } from '../alert/alert';
import { type Expectation, type Scope, isActive } from '../alert/expectation';
import { type Change, changeAlertOnceIn } from './acts';
import { record } from './audit';
import type { Database, Trx } from './database';
import { activeExpectations, expectationById, writeExpectation } from './expectations';
import type { Schema } from './schema';

/** What came of making one. */
export interface Made {
  /** The one that stands: the new one, or one that asked for the very same already. */
  readonly expectation: Expectation;
  /** It is the one that was asked for, if only a moment ago. */
  readonly saved: boolean;
  /** What became of the alert it was made on; undefined when it is no longer kept. */
  readonly alert: Change | 'done before' | undefined;
}

/**
 * Saves an expectation once, however often the same is asked, and changes the alert it was made on by `change`: once for each id,
 * whatever happened to either meanwhile, as Slack may send a submission again.
 */
export function saveExpectation(
  database: Database,
  wanted: Expectation,
  change: (alert: Alert, expectation: Expectation) => Change,
): Promise<Made> {
  return database.transaction(async (trx) => {
    const { id, by, at, reason, alertId = '' } = wanted;
    const standing = (await expectationById(trx, id)) ?? (await sameAs(trx, wanted));
    const expectation = standing ?? wanted;
    if (!standing) {
      await writeExpectation(trx, wanted);
      const entry = { at, actor: by, action: 'expect', subjectKind: 'expectation', subject: id } as const;
      await record(trx, { ...entry, before: undefined, after: keptOf(wanted), reason });
    }
    const saved = expectation.id === id;
    if (saved && standing) return { expectation, saved, alert: 'done before' };
    const deed = { click: id, alertId, actor: by, action: 'resolve', at, reason };
    const alert = await changeAlertOnceIn(trx, deed, (one) => change(one, expectation));
    return { expectation, saved, alert };
  });
}

async function sameAs(trx: Trx, wanted: Expectation): Promise<Expectation | undefined> {
  const key = scopeKey(wanted);
  return (await activeExpectations(trx, wanted.at)).find((one) => scopeKey(one) === key);
}

/** Two expectations with the same key expect the same. One made on something worse reaches further. */
export function scopeKey({ covered, rules, account, network, level }: Scope): string {
  const whom = [covered.kind, covered.principal, covered.session];
  return JSON.stringify([whom, rules.kind, rules.value, account, network, level === 'critical']);
}

/** How it stands now, and whether this call changed it; undefined when there is no such expectation. */
export interface Ended {
  readonly expectation: Expectation;
  readonly changed: boolean;
}

export interface Deed {
  readonly id: string;
  /** Slack user id. */
  readonly by: string;
  /** Milliseconds. */
  readonly at: number;
}

/** From here on it covers nothing. What is over or removed already is left as it is. */
export function endExpectation(database: Database, { id, by, at }: Deed): Promise<Ended | undefined> {
  return changeExpectation(database, { id, by, at }, 'unexpect', (one) => ({ ...one, endedAt: at, endedBy: by }));
}

/**
 * Lets it run until `until`, and be spoken of again before that. `seen` is the end the person saw: when somebody moved it
 * meanwhile nothing is changed, so two clicks extend it once.
 */
export function extendExpectation(
  database: Database,
  deed: Deed & { readonly seen: number; readonly until: number },
): Promise<Ended | undefined> {
  const { seen, until } = deed;
  return changeExpectation(database, deed, 'extend', (one) =>
    one.until === seen && until > seen ? { ...one, until, remindedAt: undefined } : undefined,
  );
}

function changeExpectation(
  database: Database,
  { id, by, at }: Deed,
  action: string,
  change: (before: Expectation) => Expectation | undefined,
): Promise<Ended | undefined> {
  return database.transaction(async (trx) => {
    const before = await expectationById(trx, id);
    if (!before) return undefined;
    const after = isActive(before, at) ? change(before) : undefined;
    if (!after) return { expectation: before, changed: false };
    await writeExpectation(trx, after);
    const entry = { at, actor: by, action, subjectKind: 'expectation', subject: id } as const;
    await record(trx, { ...entry, before: keptOf(before), after: keptOf(after), reason: undefined });
    return { expectation: after, changed: true };
  });
}

/** What the audit log keeps of it. */
function keptOf({ covered, rules, account, network, level, until, endedAt, matched }: Expectation): object {
  return { covered, rules, account, network, level, until, endedAt, matched };
}

/** Who did what to it last, for whoever comes second; undefined once the audit log no longer goes back so far. */
export async function lastDeedOn(reader: Kysely<Schema>, id: string): Promise<LastDeed | undefined> {
  const entries = reader.selectFrom('audit').select(['actor', 'action', 'at']).where('subject', '=', id);
  return entries.orderBy('at', 'desc').limit(1).executeTakeFirst();
}

export interface LastDeed {
  readonly actor: string;
  readonly action: string;
  readonly at: number;
}
