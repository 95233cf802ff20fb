/** `link`: who in Slack is behind which principal, and for one principal how sure the bot is, and why. Only looks. */
import { Mrkdwn, bounded, code, contextLine, cut, joined, moment, mrkdwn, section } from '../../notify/text';
import type { Link } from '../../people/link';
import { links } from '../../store/links';
import type { Desk } from '../desk';
import { behind } from './behind-principal';
import { names } from './link-deed';
import { type Typed, linksFor, meantBy } from './link-words';
import { misunderstood } from './help';
import { type Asked, type Reply, openButton } from './reply';
import { slicePage } from './slice-page';

const PAGE = 12;

export async function link(desk: Desk, typed: Typed, asked: Asked): Promise<Reply> {
  const meant = meantBy(typed, [...desk.context.accounts.keys()]);
  const all = [...desk.people, ...(await links(desk.database))];
  switch (meant.kind) {
    case 'wrong': {
      const { problem, example = EXAMPLE } = meant;
      return misunderstood(desk, { kind: 'misunderstood', understood: 'link', problem, example }, asked);
    }
    case 'list':
      return list(desk, all, asked.page);
    default:
      return one(desk, meant.principal, all, asked.now);
  }
}

const EXAMPLE = 'link user:123456789012:alice @alice';

function list(desk: Desk, all: readonly Link[], page: string): Reply {
  const how = contextLine(
    mrkdwn`${code(`${desk.command} ${EXAMPLE}`)} links, ${code(`${desk.command} link remove user:123456789012:alice`)} removes; a principal alone shows who is behind it`,
  );
  if (all.length === 0) {
    const words = mrkdwn`🔗 *Nobody is linked by hand.* The bot goes by the names of sessions and by e-mail addresses.`;
    return { title: 'Links', text: mrkdwn`Nobody is linked by hand`, blocks: [section(words), how] };
  }
  const { shown, ...pages } = slicePage(all, page, PAGE);
  return {
    title: 'Links',
    text: mrkdwn`Who is behind which principal`,
    blocks: [
      section(mrkdwn`🔗 *Who is behind which principal* — ${all.length} ${all.length === 1 ? 'link' : 'links'}`),
      ...shown.map((each) => section(linkWords(desk, each))),
      how,
    ],
    ...pages,
  };
}

function linkWords({ context }: Desk, { principal, accounts, slack, source, by, at }: Link): Mrkdwn {
  const where = accounts.map((id) => context.accounts.get(id)?.name ?? id);
  const only = where.length === 0 ? mrkdwn`` : mrkdwn`, in ${cut(where.join(', '), 100)} only`;
  const made = by === undefined ? mrkdwn`by command` : mrkdwn`by ${names([by])}`;
  const when = at === undefined ? mrkdwn`` : mrkdwn`, ${moment(at, '{date_short_pretty}')}`;
  const how = source === 'config' ? mrkdwn`in the configuration` : mrkdwn`${made}${when}`;
  return new Mrkdwn(bounded(mrkdwn`${code(principal)} → ${names(slack)}${only}\n${how}`, 700));
}

async function one(desk: Desk, principal: string, all: readonly Link[], now: number): Promise<Reply> {
  const own = linksFor(principal, all);
  const lines = own.map((each) => linkWords(desk, each));
  return {
    title: 'Link',
    text: mrkdwn`Who is behind ${code(principal)}`,
    blocks: [
      section(mrkdwn`🔗 *Who is behind* ${code(principal)}`),
      ...(await behind(desk, principal, all, now)),
      ...(lines.length === 0
        ? [contextLine(mrkdwn`It is not linked by hand.`)]
        : [section(joined([mrkdwn`*Linked by hand*`, ...lines], '\n'))]),
      { type: 'actions', elements: [openButton('All links', 'link')] },
    ],
  };
}
