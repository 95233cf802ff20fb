/**
 * An event in words, for a line that is read at a glance: who, what, how it ended, where and from where. A row of the store and an
 * event that comes from CloudTrail itself are told alike.
 */
import { actorOf, personOf } from '../../detect/actor';
import { kindOfAddress } from '../../detect/address';
import { isDenial } from '../../detect/outcome';
import { countryName } from '../../notify/facts';
import { LEVEL_MARK } from '../../notify/message';
import { type Mrkdwn, code, cut, joined, mrkdwn, prose } from '../../notify/text';
import { type CloudTrailEvent, textAt } from '../../source/event';
import { type Principal, type PrincipalKind, principalOf } from '../../source/principal';
import { errorOf, personKeyOf } from '../../store/event-facts';
import type { EventRow } from '../../store/look-ups';
import type { Desk } from '../desk';

export const SECONDS = '{date_short_pretty} at {time_secs}';

/** Names of accounts by id, and countries of addresses. */
export type Surroundings = Pick<Desk, 'context'>;

/** An event of no store, as if it were a row of it; nothing has rated it. */
export function rowOf(event: CloudTrailEvent): EventRow {
  const principal = principalOf(event);
  return {
    ...{ id: event.id, time: event.time, name: event.name, source: event.source },
    ...{ account: event.account, region: event.region, readOnly: event.readOnly },
    principal: principal.key,
    session: principal.session,
    person: personKeyOf(principal),
    address: textAt(event.record, 'sourceIPAddress'),
    error: errorOf(event),
    level: undefined,
  };
}

/** The principal of a row, as far as its key says. */
export function principalOfRow({ principal: key, session, person }: EventRow): Principal {
  const [kind = 'unknown', account = '', ...name] = key.split(':');
  const known = kind === 'federated' ? (person ?? name.join(':')) : name.join(':');
  return { kind: kind as PrincipalKind, account, name: known, session, key, arn: undefined };
}

/** The human first where the record names one, and what they acted as. */
export function actorWords(row: EventRow): Mrkdwn {
  const principal = principalOfRow(row);
  const person = personOf(principal);
  if (person === undefined || principal.kind !== 'role') return mrkdwn`*${cut(actorOf(principal, person), 120)}*`;
  return mrkdwn`*${cut(person, 80)}* as ${cut(roleName(principal.name), 60)}`;
}

/** A permission set without what Identity Center writes around its name. */
export function roleName(name: string): string {
  return name.replace(/^AWSReservedSSO_/, '');
}

export function serviceName(source: string): string {
  return source.replace(/\.amazonaws\.com(?:\.cn)?$/, '');
}

/** The call and, where it did not succeed, how it ended. */
export function callWords({ name, source, error }: EventRow): Mrkdwn {
  const call = mrkdwn`${code(cut(name, 80))} ${cut(serviceName(source), 40)}`;
  return error === undefined ? call : mrkdwn`${call}, ${endWords(error)}`;
}

export function endWords(error: string): Mrkdwn {
  if (error === 'Failure') return mrkdwn`*failed*`;
  return mrkdwn`*${isDenial(error) ? 'denied' : 'failed'}* (${cut(error, 60)})`;
}

/** By its name where it has one. */
export function accountWords(id: string, { context }: Surroundings): Mrkdwn {
  if (id === '') return mrkdwn`account not recorded`;
  const name = context.accounts.get(id)?.name;
  return name === undefined ? mrkdwn`account ${id}` : prose(cut(name, 60));
}

export function placeWords({ account, region }: EventRow, surroundings: Surroundings): Mrkdwn {
  return region === ''
    ? accountWords(account, surroundings)
    : mrkdwn`${accountWords(account, surroundings)} ${cut(region, 30)}`;
}

/** With its country where it is one of the internet. */
export function addressWords(address: string | undefined, { context }: Surroundings): Mrkdwn {
  if (address === undefined) return mrkdwn`address not recorded`;
  const kind = kindOfAddress(address);
  const country = kind === 'public' ? context.countryOf(address) : undefined;
  const shown = kind === 'service' ? prose(cut(address, 80)) : code(cut(address, 80));
  return country === undefined ? shown : mrkdwn`${shown} ${countryName(country)}`;
}

export function kindWords({ readOnly }: EventRow): readonly Mrkdwn[] {
  return readOnly === undefined ? [] : [readOnly ? mrkdwn`read` : mrkdwn`write`];
}

/** `🟠 high`; nothing where no rule met it. */
export function levelWords({ level }: EventRow): readonly Mrkdwn[] {
  return level === undefined ? [] : [mrkdwn`${LEVEL_MARK[level]} *${level}*`];
}

/** Parts of a line. */
export function dotted(parts: readonly Mrkdwn[]): Mrkdwn {
  return joined(parts, '  ·  ');
}

/** Whether `event ID` can be typed, and so stand in a button: what CloudTrail makes always can. */
export function isTypable(eventId: string): boolean {
  return /^[\w.:-]{1,200}$/.test(eventId);
}
