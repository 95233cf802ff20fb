/** One rule, whole: what it looks at, why that matters, what to do then, how it is rated, and where to read more. */
import type { KnownBlock } from '@slack/web-api';
import { type LiveRules, isStaged } from '../../alert/expectation';
import type { Rule } from '../../detect/rule';
import type { RuleSet } from '../../detect/rule-set';
import { LEVEL_MARK } from '../../notify/message';
import {
  type Mrkdwn,
  code,
  contextLine,
  cut,
  guidance,
  joined,
  link,
  mrkdwn,
  numbered,
  section,
  sentence,
  span,
} from '../../notify/text';
import type { RuleCount } from '../../store/rule-counts';
import { listed } from '../why-quiet';
import { capitalised, references } from '../why-rule';
import { busy } from './rule-busy';
import type { Found } from './rule-search';
import { sampleOf } from './rule-sample';
import { type Reply, openButton } from './reply';
import { fitted } from './room';

export interface About {
  readonly rules: RuleSet;
  readonly live: LiveRules;
  readonly count: RuleCount;
}

const MOST = 12;

export function oneRule({ rule, off }: Found, about: About): Reply {
  if (rule) return running(rule, about);
  const words = mrkdwn`⚫ *${guidance(cut(off.title, 200))}* does not run: ${cut(off.reason, 500)}`;
  const small = mrkdwn`${off.shipped ? 'a rule of Trailwarden' : mrkdwn`your rule, ${code(off.file)}`}  ·  ${code(off.id)}`;
  return { title: 'Rule', text: words, blocks: [section(words), contextLine(small)] };
}

function running(rule: Rule, about: About): Reply {
  const { description, title, level } = rule;
  const sample = sampleOf(rule);
  const guided = sample.why !== undefined && sample.why !== description;
  return {
    title: 'Rule',
    text: mrkdwn`Rule ${title}`,
    blocks: fitted({
      first: [],
      then: [
        section(
          mrkdwn`${LEVEL_MARK[level]} *${capitalised(level)}* — *${guidance(cut(title, 200))}*\n${guidance(cut(description, 800))}`,
        ),
        section(joined([mrkdwn`*What it looks at*`, ...looks(rule, about)], '\n')),
        ...(sample.what ? [contextLine(mrkdwn`It says, for example: ${sentence(sample.what)}`)] : []),
        ...(guided ? [section(mrkdwn`*Why it matters*\n${guidance(cut(sample.why ?? '', 900))}`)] : []),
        ...(sample.nextSteps.length === 0 ? [] : [section(mrkdwn`*What to do next*`), numbered(sample.nextSteps)]),
        section(joined([mrkdwn`*How it is rated*`, ...ratings(rule)], '\n')),
        ...falsePositives(rule),
        ...links(rule),
        contextLine(joined(small(rule, about), '  ·  ')),
      ],
      last: groupButton(rule),
    }),
  };
}

/** A group is named by whoever wrote the rule, and may not be what somebody would type. */
function groupButton({ group }: Rule): readonly KnownBlock[] {
  if (group === undefined || group.length > 100) return [];
  return [{ type: 'actions', elements: [openButton('Rules of this group', `rules ${group}`)] }];
}

function looks(rule: Rule, { rules, live }: About): readonly Mrkdwn[] {
  const { eventNames, sources, filters } = rule;
  const counted = rules.correlations.byId.get(rule.id);
  const lines: Mrkdwn[] = [];
  if (counted) {
    const titles = counted.counted.map((one) => rules.rules.find(({ id }) => id === one.rule)?.title ?? one.reference);
    lines.push(mrkdwn`It counts, within ${span(counted.timespan)}, what other rules meet: ${listed(titles)}`);
  } else {
    const of = sources === undefined || sources.length === 0 ? mrkdwn`` : mrkdwn` of ${some(sources)}`;
    lines.push(eventNames.length === 0 ? mrkdwn`Calls of any name${of}` : mrkdwn`${some(eventNames)}${of}`);
  }
  if (rules.correlations.quiet.has(rule.id))
    lines.push(mrkdwn`It is only counted, for a rule that looks at several events`);
  if (isStaged(rule, live)) lines.push(mrkdwn`🧪 It is in staging: it counts and posts nothing`);
  if (filters.length > 0) lines.push(mrkdwn`Filters leave out: ${listed(filters.map(({ title }) => title))}`);
  return lines;
}

function some(values: readonly string[]): Mrkdwn {
  const shown = joined(values.slice(0, MOST).map(code), ', ');
  return values.length > MOST ? mrkdwn`${shown} and ${values.length - MOST} more` : shown;
}

function ratings({ level, writtenLevel, raise, lower, expectable, confirm }: Rule): readonly Mrkdwn[] {
  const own = level === writtenLevel ? mrkdwn`` : mrkdwn`, by your configuration; by itself ${writtenLevel}`;
  const step = (word: string, { to, because }: Rule['raise'][number]): Mrkdwn =>
    mrkdwn`•  ${word} to ${to} because ${guidance(cut(because, 120))}`;
  return [
    mrkdwn`It is ${level}${own}`,
    ...raise.slice(0, 5).map((one) => step('raised', one)),
    ...lower.slice(0, 5).map((one) => step('lowered', one)),
    ...(expectable ? [] : [mrkdwn`•  never silent: what is expected of it is gathered in one quiet message a day`]),
    ...(confirm === 'ask' ? [mrkdwn`•  the person behind it is asked whether it was them`] : []),
  ];
}

function falsePositives({ falsePositives: known }: Rule): readonly KnownBlock[] {
  if (known.length === 0) return [];
  const lines = known.slice(0, 5).map((one) => mrkdwn`•  ${guidance(cut(one, 180))}`);
  return [section(joined([mrkdwn`*What may be harmless*`, ...lines], '\n'))];
}

function links({ references: written, tags }: Rule): readonly KnownBlock[] {
  const techniques = tags.flatMap((tag) => attack(tag) ?? []).slice(0, 5);
  const pages = references(written);
  return [
    ...(techniques.length === 0 ? [] : [contextLine(mrkdwn`ATT&amp;CK: ${joined(techniques, '  ·  ')}`)]),
    ...(pages.length === 0 ? [] : [contextLine(mrkdwn`Read more: ${joined(pages, '  ·  ')}`)]),
  ];
}

/** `attack.t1562.008` as a link to the technique. */
function attack(tag: string): Mrkdwn | undefined {
  const [, technique = '', sub] = /^attack\.t(\d{4})(?:\.(\d{3}))?$/i.exec(tag) ?? [];
  if (technique === '') return undefined;
  const path = sub === undefined ? `T${technique}` : `T${technique}/${sub}`;
  return link(`https://attack.mitre.org/techniques/${path}/`, path.replace('/', '.'));
}

function small(rule: Rule, { count }: About): readonly Mrkdwn[] {
  return [
    ...busy(count),
    ...(rule.group === undefined ? [] : [mrkdwn`group ${cut(rule.group, 60)}`]),
    rule.shipped ? mrkdwn`by ${cut(rule.author, 60)}` : mrkdwn`your rule, ${code(rule.file)}`,
    mrkdwn`status ${cut(rule.status, 20)}`,
    code(rule.id),
  ];
}
