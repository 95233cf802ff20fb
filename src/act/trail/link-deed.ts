/** `link PRINCIPAL @person` and `link remove PRINCIPAL`, done once, when the command is typed: checked, permitted, audited. */
import { type Mrkdwn, code, joined, mention, mrkdwn } from '../../notify/text';
import { SlackSilent } from '../../people/directory';
import { type Link, parseLinkPrincipal } from '../../people/link';
import { type Unusable, unusable } from '../../people/slack-person';
import { addLink, links, removeLink } from '../../store/links';
import { whoCan } from '../authorize';
import type { Desk } from '../desk';
import { type Typed, linksFor, meantBy } from './link-words';

/** What came of a command that changes something. */
export interface Done {
  readonly told: Mrkdwn;
  /** The command that shows how things stand now, and changes nothing. */
  readonly text: string;
}

/** undefined for a command that only looks. */
export async function linkDeed(desk: Desk, typed: Typed, user: string): Promise<Done | undefined> {
  const meant = meantBy(typed, [...desk.context.accounts.keys()]);
  if (meant.kind !== 'add' && meant.kind !== 'remove') return undefined;
  const { principal } = meant;
  const refused = await notAllowed(desk, user);
  if (refused) return { told: refused, text: 'link' };
  const standing = linksFor(principal, [...desk.people, ...(await links(desk.database))]);
  const text = `link ${principal}`;
  if (meant.kind === 'remove') return { told: await remove(desk, principal, standing, user), text: 'link' };
  const problem = await problemWith(desk, meant.people);
  if (problem) return { told: mrkdwn`⚠️ Not linked: ${problem}`, text };
  return { told: await add(desk, principal, meant.people, standing, user), text };
}

/** Who is behind a principal is asked whether things were them, so to say who that is takes the right to override. */
async function notAllowed(desk: Desk, user: string): Promise<Mrkdwn | undefined> {
  const permission = desk.permissions.override;
  const channels = [...new Set(desk.routes.map(({ channel }) => channel))];
  if (await desk.authorizer.allowed(user, permission, channels)) return undefined;
  const who = permission === 'members' ? mrkdwn`members of the alerts' channels` : whoCan(permission);
  return desk.authorizer.isUnsure(permission, channels)
    ? mrkdwn`🚫 Slack could not say whether you are among those who may say who is behind a principal: ${who}. Please try again in a minute.`
    : mrkdwn`🚫 You are not allowed to say who is behind a principal. Those who are: ${who}`;
}

const UNUSABLE: Readonly<Record<Exclude<Unusable, 'a guest'>, string>> = {
  deactivated: 'has an account that is deactivated',
  'a bot': 'is a bot, which answers no question',
  'a stranger': 'belongs to another organisation',
};

/** Why somebody cannot be linked; undefined when all can. */
async function problemWith({ directory }: Desk, people: readonly string[]): Promise<Mrkdwn | undefined> {
  for (const id of people) {
    try {
      const person = await directory.byId(id);
      if (!person) return mrkdwn`Slack does not know ${mention(id)}.`;
      const why = unusable(person, true);
      if (why !== undefined && why !== 'a guest') return mrkdwn`${mention(id)} ${UNUSABLE[why]}.`;
    } catch (error) {
      if (!(error instanceof SlackSilent)) throw error;
      return mrkdwn`Slack does not say who ${mention(id)} is just now. Please try again in a minute.`;
    }
  }
  return undefined;
}

async function add(
  desk: Desk,
  principal: string,
  people: readonly string[],
  standing: readonly Link[],
  user: string,
): Promise<Mrkdwn> {
  const named = names(people);
  const made = standing.find(({ source }) => source === 'command');
  if (made && sameAs(made.slack, people))
    return mrkdwn`Nothing to do: ${named} is linked to ${code(principal)} already.`;
  await addLink(desk.database, { principal, accounts: [], slack: people, by: user, at: desk.clock.now() });
  const before = made ? mrkdwn`, in place of ${names(made.slack)}` : mrkdwn``;
  const configured = standing.find(({ source }) => source === 'config');
  const clash = configured
    ? mrkdwn`\n⚠️ The configuration links it to ${names(configured.slack)}, which counts before this.`
    : mrkdwn``;
  const own = people.includes(user)
    ? mrkdwn`\nAs you linked yourself, the channel is asked and not you until a day has passed.`
    : mrkdwn``;
  return mrkdwn`🔗 Linked ${code(principal)} to ${named}${before}.${clash}${own}`;
}

async function remove(desk: Desk, principal: string, standing: readonly Link[], user: string): Promise<Mrkdwn> {
  const made = standing.find(({ source }) => source === 'command');
  if (made && (await removeLink(desk.database, made.principal, user, desk.clock.now()))) {
    return mrkdwn`🔗 Removed the link of ${code(principal)} to ${names(made.slack)}.`;
  }
  return standing.length > 0
    ? mrkdwn`Nothing was removed: ${code(principal)} is linked in the configuration (${code('people')} in trailwarden.yml), and can be changed only there.`
    : mrkdwn`Nothing to do: ${code(principal)} is not linked${isPattern(principal) ? '' : ' by itself'}.`;
}

function isPattern(principal: string): boolean {
  const target = parseLinkPrincipal(principal);
  return 'key' in target && target.key.includes('*');
}

function sameAs(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}

export function names(people: readonly string[]): Mrkdwn {
  return joined(people.slice(0, 10).map(mention), ', ');
}
