/** Who is behind a principal, as it would be found for a question: by its newest event, as names and sessions stand in events. */
import type { KnownBlock } from '@slack/web-api';
import { type Mrkdwn, code, cut, moment, mrkdwn, section } from '../../notify/text';
import { canBeAsked, resolve, type Resolution } from '../../people/resolve';
import { SlackSilent } from '../../people/directory';
import { type Identity, type Name, identityOf } from '../../people/identity';
import { type Link, parseLinkPrincipal } from '../../people/link';
import { eventById } from '../../store/events';
import { recentEvents } from '../../store/look-ups';
import type { CloudTrailEvent } from '../../source/event';
import type { PrincipalKind } from '../../source/principal';
import type { Desk } from '../desk';
import { principal as filterOf } from '../query-terms';
import { actorWords, rowOf } from './event-words';
import { names } from './link-deed';

export async function behind(
  desk: Desk,
  principal: string,
  links: readonly Link[],
  now: number,
): Promise<KnownBlock[]> {
  const target = parseLinkPrincipal(principal);
  if (!('key' in target)) return 'address' in target ? [section(await byAddress(desk, target.address))] : [];
  const event = await newestOf(desk, principal);
  const { directory, emailPattern } = desk;
  const identity = event ? identityOf(event, desk.context.ownAccounts) : nominal(target.key);
  const words = await resolve(identity, { links, emailPattern, directory, now }).then(
    (found) => foundWords(found),
    (error: unknown) => silent(error),
  );
  const seen = event
    ? mrkdwn`Last seen as ${actorWords(rowOf(event))}, ${moment(event.time, '{date_short_pretty} at {time}')}`
    : mrkdwn`The bot keeps no event of it, so what its sessions are called is not known.`;
  return [section(mrkdwn`${words}\n${seen}`)];
}

/** What the key alone says: an IAM user has a name, a role is called by its sessions. */
function nominal(key: string): Identity {
  const [kind = '', account = '', ...rest] = key.split(':');
  const name = rest.join(':');
  const user: Name = { text: name, confidence: 'medium', bearer: 'the IAM user', caveat: undefined };
  return {
    principal: { kind: kind as PrincipalKind, account, name, session: undefined, key, arn: undefined },
    account,
    vouched: true,
    sessionConfidence: undefined,
    names: kind === 'user' ? [user] : [],
  };
}

async function newestOf(desk: Desk, principal: string): Promise<CloudTrailEvent | undefined> {
  const meaning = filterOf(principal);
  if ('problem' in meaning) return undefined;
  const { reader } = desk.database;
  const { rows } = await recentEvents(reader, { all: meaning, since: undefined, until: undefined }, undefined, 1);
  const [row] = rows;
  return row && eventById(reader, row.id);
}

function foundWords(found: Resolution): Mrkdwn {
  const { people, confidence, because, problem } = found;
  const why = mrkdwn`because ${cut(because, 300)}`;
  if (people.length === 0) return mrkdwn`*Nobody is known*: ${cut(because, 300)}`;
  const who = names(people.map(({ id }) => id));
  const asked = problem === undefined && canBeAsked(found, 'low') ? mrkdwn`` : mrkdwn` They would not be asked.`;
  return mrkdwn`*${who}*, with ${confidence ?? 'low'} confidence, ${why}.${asked}`;
}

async function byAddress({ directory }: Desk, address: string): Promise<Mrkdwn> {
  try {
    const person = await directory.byEmail(address);
    return person
      ? mrkdwn`In Slack ${names([person.id])} has the address ${code(address)}.`
      : mrkdwn`Nobody in Slack has the address ${code(address)}.`;
  } catch (error) {
    return silent(error);
  }
}

function silent(error: unknown): Mrkdwn {
  if (!(error instanceof SlackSilent)) throw error;
  return mrkdwn`Slack does not say who people are just now. Please try again in a minute.`;
}
