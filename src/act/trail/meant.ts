/**
 * Whom somebody means who mentions a person in a look-up: that person's e-mail address, the user name the configuration makes of it,
 * and the principals linked to them. Where none is known nothing is looked up, as an answer about everybody would be taken for theirs.
 */
import { parseLinkPrincipal, type Link } from '../../people/link';
import { userOf } from '../../people/theirs';
import { type SlackPerson } from '../../people/slack-person';
import { type Mrkdwn, contextLine, joined, mrkdwn, section, code, cut } from '../../notify/text';
import { type Condition, type EventFilters, type Term, hasWildcard } from '../../store/conditions';
import { links } from '../../store/links';
import type { Desk } from '../desk';
import type { Filters } from '../query-filters';
import { either } from './filter-words';
import type { Reply } from './reply';

export interface Meant {
  readonly filters: EventFilters;
  /** The filters as they were typed, without who was mentioned; that is in `by`. */
  readonly typed: EventFilters;
  readonly by: Mrkdwn | undefined;
  /** The one who was mentioned. */
  readonly person: SlackPerson | undefined;
}

/** An answer where a mentioned person cannot be looked up. */
export async function meantBy(
  desk: Desk,
  { filters, mentions }: Filters,
): Promise<Meant | { readonly refused: Reply }> {
  if (mentions.length === 0) return { filters, typed: filters, by: undefined, person: undefined };
  const known = [...desk.people, ...(await links(desk.database))];
  const ways: Way[] = [];
  const by: Mrkdwn[] = [];
  const people: SlackPerson[] = [];
  for (const id of mentions.slice(0, MOST_PEOPLE)) {
    const found = await desk.directory.byId(id).catch((error: unknown) => ({ failed: error }));
    const linked = known.filter(({ slack }) => slack.includes(id));
    if (found !== undefined && 'failed' in found && linked.length === 0) return { refused: silent(id) };
    const person = found !== undefined && 'failed' in found ? undefined : found;
    const own = [...waysOfEmail(person?.email, desk.emailPattern), ...linked.flatMap(waysOfLink)];
    if (own.length === 0) return { refused: nobody(desk, person?.name ?? id) };
    ways.push(...own);
    by.push(mrkdwn`${person?.name ?? id} (${either(distinct(own.map(({ said }) => said)).map((said) => code(said)))})`);
    if (person) people.push(person);
  }
  const all = [...eitherOf(ways), ...filters.all];
  const person = people.length === 1 && mentions.length === 1 ? people[0] : undefined;
  return { filters: { ...filters, all }, typed: filters, by: mrkdwn`by ${either(by)}`, person };
}

const MOST_PEOPLE = 5;

/** One way of being somebody: conditions that must all hold. */
export interface Way {
  readonly all: readonly Condition[];
  /** For people: an address, a name or a principal. */
  readonly said: string;
}

function waysOfEmail(email: string | undefined, pattern: string | undefined): readonly Way[] {
  if (email === undefined || hasWildcard(email)) return [];
  const named = (text: string): Way => ({ all: [{ any: [{ of: 'person', like: text }] }], said: text });
  const user = userOf(email, pattern);
  return [named(email), ...(user !== undefined && /^[\w+=,.-]{1,64}$/.test(user) ? [named(user)] : [])];
}

/** The accounts a link is for are the principal's. */
export function waysOfLink({ principal: text, accounts }: Link): readonly Way[] {
  const target = parseLinkPrincipal(text);
  if ('problem' in target) return [];
  const session = target.kind === 'principal' ? target.session : target.address;
  const person: readonly Condition[] = session === undefined ? [] : [{ any: [{ of: 'person', like: session }] }];
  const keys = target.kind === 'principal' ? within(target.key, accounts) : accounts.map((id) => `*:${id}:*`);
  if (target.kind === 'principal' && keys.length === 0) return [];
  const of: readonly Condition[] =
    keys.length === 0 ? [] : [{ any: keys.map((like): Term => ({ of: 'principal', like })) }];
  return [{ all: [...person, ...of], said: session ?? text.split(/[:/]/).at(-1) ?? text }];
}

/** A principal's key for each of the accounts that it may be in. */
function within(key: string, accounts: readonly string[]): readonly string[] {
  const [kind = '', account = '', ...name] = key.split(':');
  if (accounts.length === 0) return [key];
  if (!hasWildcard(account)) return accounts.includes(account) ? [key] : [];
  return accounts.map((id) => [kind, id, ...name].join(':'));
}

/** More conditions than this make a look-up slow; they come of links to single sessions, of which nobody has many. */
const MOST_CONDITIONS = 32;

/** Conditions that hold when all of any one way do: each takes one condition of every way, and one of those must hold. */
export function eitherOf(ways: readonly Way[]): readonly Condition[] {
  let conditions: readonly Condition[] = [{ any: [] }];
  for (const { all } of ways) {
    if (conditions.length * all.length > MOST_CONDITIONS) break;
    conditions = conditions.flatMap(({ any }) => all.map((one) => ({ any: [...any, ...one.any] })));
  }
  return conditions;
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].map((text) => cut(text, 100));
}

function silent(id: string): Reply {
  return {
    title: 'Nobody looked up',
    text: mrkdwn`Slack does not answer who that is just now`,
    blocks: [
      section(
        mrkdwn`Slack does not say just now who ${code(id)} is, so nothing was looked up. Please ask again in a minute.`,
      ),
      contextLine(mrkdwn`Or name them as AWS does: an e-mail address, a user or a role.`),
    ],
    isPrivate: true,
  };
}

function nobody({ command }: Desk, name: string): Reply {
  const ways = [
    mrkdwn`Link them: ${code(`${command} link user/alice @alice`)}`,
    mrkdwn`Or name them as AWS does: ${code(`${command} who alice`)}`,
  ];
  return {
    title: 'Nobody looked up',
    text: mrkdwn`Nothing says who ${name} is in AWS`,
    blocks: [
      section(
        mrkdwn`Nothing says who *${cut(name, 80)}* is in AWS: Slack shows no e-mail address of theirs, and no principal is linked to them. So nothing was looked up.`,
      ),
      section(joined(ways, '\n')),
    ],
    isPrivate: true,
  };
}
