/** The facts of an alert as they are read at a glance: who, where, from where, when, and the way to the event in the console. */
import type { Alert } from '../alert/alert';
import { clientOf } from './client';
import { type Mrkdwn, code, cut, joined, link, moment, mrkdwn, prose } from './text';

export function who({ content }: Alert): Mrkdwn {
  const lines = [code(content.actor)];
  if (content.person !== undefined && content.person !== content.actor) lines.push(code(content.person));
  if (content.firstTime.includes('event')) lines.push(mrkdwn`_first time this principal did this_`);
  return joined(lines, '\n');
}

export function where({ account, content }: Alert): Mrkdwn {
  const id = account === '' ? mrkdwn`account not recorded` : code(account);
  const name = content.accountName === undefined ? id : mrkdwn`*${prose(content.accountName)}* ${id}`;
  const environment = content.environment === undefined ? mrkdwn`` : mrkdwn` (${content.environment})`;
  return mrkdwn`${name}${environment}\n${code(content.region)}`;
}

export function origin({ content }: Alert): Mrkdwn {
  const lines: Mrkdwn[] = [];
  const country = content.country === undefined ? mrkdwn`` : mrkdwn` ${countryName(content.country)}`;
  lines.push(content.address === undefined ? mrkdwn`address not recorded` : mrkdwn`${code(content.address)}${country}`);
  if (content.agent !== undefined) lines.push(prose(clientOf(content.agent) ?? cut(content.agent, 60)));
  if (content.firstTime.includes('network')) lines.push(mrkdwn`_first time from this network_`);
  return joined(lines, '\n');
}

export function when(alert: Alert): Mrkdwn {
  if (alert.count === 1) return moment(alert.firstAt, '{date_short_pretty} at {time_secs}');
  return mrkdwn`first ${moment(alert.firstAt, '{date_short_pretty} at {time_secs}')}\nlast ${moment(alert.lastAt, '{date_short_pretty} at {time_secs}')}`;
}

export function eventLink({ content: { region, eventId } }: Alert): Mrkdwn {
  return consoleLink(region, eventId);
}

/** A link into the account's own CloudTrail page; region and id come from the record, so only well-formed ones make a link. */
export function consoleLink(region: string, eventId: string): Mrkdwn {
  const wellFormed = /^[a-z]{2}(-[a-z]+)+-\d$/.test(region) && /^[0-9a-f-]{36}$/.test(eventId);
  if (!wellFormed) return mrkdwn`event ${code(eventId)}`;
  const domain = region.startsWith('cn-')
    ? 'console.amazonaws.cn'
    : region.startsWith('us-gov-')
      ? 'console.amazonaws-us-gov.com'
      : 'console.aws.amazon.com';
  const url = `https://${region}.${domain}/cloudtrailv2/home?region=${region}#/events/${eventId}`;
  return mrkdwn`event ${code(eventId)} ${link(url, 'Open in CloudTrail')}`;
}

const COUNTRIES = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' });

export function countryName(country: string): string {
  return /^[A-Z]{2}$/.test(country) ? (COUNTRIES.of(country) ?? country) : country;
}
