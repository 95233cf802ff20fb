/**
 * Nobody takes themselves out of being asked "was this you?": what rules that ask have found is marked as expected by somebody else,
 * or by those whom the configuration names for it one by one.
 */
import type { Alert } from '../alert/alert';
import type { Scope } from '../alert/expectation';
import { type Mrkdwn, mrkdwn } from '../notify/text';
import { SlackSilent } from '../people/directory';
import { identityOf } from '../people/identity';
import { isTheirs } from '../people/theirs';
import { AppError } from '../error';
import { alertById } from '../store/alerts';
import { eventById } from '../store/events';
import { links } from '../store/links';
import { type Desk, type Told, refusal } from './desk';
import { personalSession } from './expect-choice';

const INSTEAD = 'A colleague who knows about it can do it, or whoever runs the bot names you under permissions.expect.';
const OWN: Mrkdwn = mrkdwn`This is about you, and nobody takes themselves out of being asked whether it was them. ${INSTEAD}`;
const WIDE: Mrkdwn = mrkdwn`This would cover others too, perhaps yourself, of whom nobody would be asked any more whether it was them. Choose this session only. ${INSTEAD}`;
const SILENT: Mrkdwn = mrkdwn`Slack does not say just now who you are, and nobody marks as expected what they are asked about themselves. Please try again in a minute.`;

/** Why somebody may not expect this of themselves; `scope` is what they chose, undefined before they could. */
export async function ownRefusal(desk: Desk, user: string, alert: Alert, scope?: Scope): Promise<Told> {
  if (isNamed(desk) || !(scope === undefined ? asksAbout(desk, alert) : asksWithin(desk, alert, scope)))
    return undefined;
  const behind = await isBehind(desk, user, alert);
  if (behind === 'unknown') return SILENT;
  if (behind) return OWN;
  return scope && isWide(alert, scope) ? WIDE : undefined;
}

/** Whoever said yes is offered it where the configuration names them, and where it would keep anything quiet. */
export async function mayBeOffered(desk: Desk, user: string, alertId: string): Promise<boolean> {
  if (!isNamed(desk) || (await refusal(desk, { user, alertId }, 'expect')) !== undefined) return false;
  return (await alertById(desk.database.reader, alertId))?.content.expectable === true;
}

/** Those who may are listed one by one, or as groups: whoever is among them was chosen for it. */
function isNamed({ permissions: { expect } }: Desk): boolean {
  return expect !== 'everyone' && expect !== 'members';
}

function asksAbout({ rules }: Desk, { ruleId, confirmed }: Alert): boolean {
  return confirmed !== undefined || rules.rules.some(({ id, confirm }) => id === ruleId && confirm === 'ask');
}

function asksWithin(desk: Desk, alert: Alert, { rules: { kind, value } }: Scope): boolean {
  if (kind === 'rule' && value === alert.ruleId) return asksAbout(desk, alert);
  const within = desk.rules.rules.filter(({ id, group }) => kind === 'all' || (kind === 'rule' ? id : group) === value);
  return within.some(({ confirm }) => confirm === 'ask');
}

/** Anybody may be in a pattern; and in a role, where the alert is about one person's session of it. */
function isWide(alert: Alert, { covered: { kind } }: Scope): boolean {
  return kind === 'pattern' || (kind === 'principal' && personalSession(alert) !== undefined);
}

async function isBehind(desk: Desk, user: string, alert: Alert): Promise<boolean | 'unknown'> {
  const asked = [...(alert.confirmed ? [alert.confirmed] : []), ...(alert.questions ?? [])];
  if (asked.some(({ person, people = [] }) => person === user || people.includes(user))) return true;
  const event = await eventById(desk.database.reader, alert.content.eventId);
  if (!event) return false;
  const all = [...desk.people, ...(await links(desk.database))];
  const email = await emailOf(desk, user);
  if (email instanceof SlackSilent) return 'unknown';
  return isTheirs(identityOf(event, desk.context.ownAccounts), { id: user, email }, all, desk.emailPattern);
}

async function emailOf({ directory }: Desk, user: string): Promise<string | SlackSilent | undefined> {
  try {
    return (await directory.byId(user))?.email;
  } catch (error) {
    if (error instanceof SlackSilent) return error;
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
