/** `rules [search]`: the rules that are loaded, how bad and how busy each is, and which do not run; a whole id shows the one. */
import type { KnownBlock } from '@slack/web-api';
import { isStaged } from '../../alert/expectation';
import type { LiveRules } from '../../alert/expectation';
import { LEVEL_MARK } from '../../notify/message';
import { some } from '../../notify/digest-words';
import { Mrkdwn, bounded, code, cut, guidance, joined, mrkdwn, section } from '../../notify/text';
import { type RuleCount, ruleCount } from '../../store/rule-counts';
import { liveRules } from '../../store/staging';
import type { Desk } from '../desk';
import { codes } from '../why-quiet';
import { oneRule } from './one-rule';
import { COUNTED_DAYS, busy } from './rule-busy';
import { type Asked, type Reply, openButton } from './reply';
import { type Found, ruleNamed, searchRules } from './rule-search';
import { slicePage } from './slice-page';

const PAGE = 7;
const ROW = 520;
const DAY = 86_400_000;

export async function rules(
  desk: Desk,
  { search }: { readonly search: string },
  { now, page }: Pick<Asked, 'now' | 'page'>,
): Promise<Reply> {
  const { reader } = desk.database;
  const named = search === '' ? undefined : ruleNamed(desk.rules, search);
  const live = await liveRules(reader);
  const since = now - COUNTED_DAYS * DAY;
  if (named) return oneRule(named, { rules: desk.rules, live, count: await ruleCount(reader, idOf(named), since) });
  const found = searchRules(desk.rules, search);
  if (found.length === 0) return none(desk, search);
  const { shown, ...pages } = slicePage(found, page, PAGE);
  const counts = await Promise.all(shown.map((one) => ruleCount(reader, idOf(one), since)));
  return {
    title: 'Rules',
    text: heading(desk, found, search),
    blocks: [
      section(mrkdwn`*${heading(desk, found, search)}*, the worst first`),
      ...shown.map((one, n) => row(one, counts[n], live, n)),
    ],
    ...pages,
  };
}

function idOf({ rule, off }: Found): string {
  return (rule ?? off).id;
}

function heading({ rules: { rules: running, disabled } }: Desk, found: readonly Found[], search: string): Mrkdwn {
  const off = disabled.length === 0 ? '' : `, and ${disabled.length} that ${disabled.length === 1 ? 'is' : 'are'} off`;
  if (search === '') return mrkdwn`${some(running.length, 'rule')} run${running.length === 1 ? 's' : ''}${off}`;
  return mrkdwn`${some(found.length, 'rule')} of ${running.length + disabled.length} with ${code(search)}`;
}

function row(found: Found, count: RuleCount | undefined, live: LiveRules, n: number): KnownBlock {
  const { rule, off } = found;
  const id = idOf(found);
  // A button must be typable: what somebody wrote as an id may not be.
  const accessory =
    /\s/.test(id.trim()) || id === '' || id.length > 200 ? undefined : openButton('Open', `rules ${id}`, n);
  const lines = rule
    ? [
        mrkdwn`${LEVEL_MARK[rule.level]} *${guidance(cut(rule.title, 150))}*`,
        joined([...marks(rule, live), ...busy(count), ...group(rule.group)], '  ·  '),
        ...(rule.eventNames.length === 0
          ? []
          : [mrkdwn`looks at ${codes(rule.eventNames)}${rule.eventNames.length > 6 ? ' …' : ''}`]),
      ]
    : [mrkdwn`⚫ *${guidance(cut(off.title, 150))}*`, mrkdwn`*off*: ${cut(off.reason, 250)}`];
  return { ...section(new Mrkdwn(bounded(joined(lines, '\n'), ROW))), ...(accessory && { accessory }) };
}

function marks(rule: NonNullable<Found['rule']>, live: LiveRules): readonly Mrkdwn[] {
  const staging = isStaged(rule, live) ? [mrkdwn`🧪 in staging, silent`] : [];
  return [mrkdwn`${rule.level}`, ...staging, ...(rule.shipped ? [] : [mrkdwn`your rule`])];
}

function group(name: string | undefined): readonly Mrkdwn[] {
  return name === undefined ? [] : [mrkdwn`group ${cut(name, 40)}`];
}

function none(desk: Desk, search: string): Reply {
  const words = mrkdwn`None of the ${desk.rules.rules.length} rules has ${code(search)} in its title, tags, group, description or event names.`;
  return {
    title: 'Rules',
    text: words,
    blocks: [section(words), { type: 'actions', elements: [openButton('All rules', 'rules')] }],
    isPrivate: true,
  };
}
