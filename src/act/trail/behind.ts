/** Who in Slack is linked to the principals of an answer, by name: one who reads `deploy-1` at night wants to know whose it is. */
import { setTimeout as sleep } from 'node:timers/promises';
import { claimsOf } from '../../people/person';
import type { Identity } from '../../people/identity';
import { type Mrkdwn, cut, mrkdwn } from '../../notify/text';
import type { Principal } from '../../source/principal';
import type { EventRow } from '../../store/look-ups';
import { links } from '../../store/links';
import type { Desk } from '../desk';
import { principalOfRow } from './event-words';

/** ` (Alice Meyer)` for a row whose principal is linked to somebody; nothing for others. */
export type Behind = (row: EventRow) => Mrkdwn;

/** As many people are asked for, and Slack is waited for so long (milliseconds). */
const MOST = 10;
const PATIENCE = 1_500;

export async function peopleBehind(desk: Desk, rows: readonly EventRow[]): Promise<Behind> {
  const known = [...desk.people, ...(await links(desk.database))];
  const users = new Map<string, readonly string[]>();
  for (const row of known.length === 0 ? [] : rows) {
    const [claim] = claimsOf(identityOf(principalOfRow(row)), known, undefined);
    if (claim?.kind === 'slack') users.set(whoseOf(row), claim.users);
  }
  const names = new Map<string, string>();
  const asked = [...new Set([...users.values()].flat())].slice(0, MOST).map(async (id) => {
    const person = await desk.directory.byId(id).catch(() => undefined);
    if (person) names.set(id, person.name);
  });
  await Promise.race([Promise.all(asked), sleep(PATIENCE, undefined, { ref: false })]);
  return (row) => {
    const found = (users.get(whoseOf(row)) ?? []).flatMap((id) => names.get(id) ?? []);
    if (found.length === 0) return mrkdwn``;
    const more = found.length > 2 ? ` and ${found.length - 2} more` : '';
    return mrkdwn` (${cut(found.slice(0, 2).join(', '), 80)}${more})`;
  };
}

function whoseOf({ principal, session }: EventRow): string {
  return `${principal} ${session ?? ''}`;
}

/** Links alone are asked: what a session's name claims is said by the name itself. */
function identityOf(principal: Principal): Identity {
  const sessionConfidence = principal.session === undefined ? undefined : 'low';
  return { principal, account: principal.account, vouched: true, sessionConfidence, names: [] };
}
