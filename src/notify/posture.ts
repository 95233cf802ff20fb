/**
 * The posture as a Slack message: what there is to do in one line, then the findings account by account, the worst with why and
 * what to do next, the others by their titles, and last what was not checked. The digest takes the short form.
 */
import type { KnownBlock } from '@slack/web-api';
import type { AccountPosture, Finding, Posture } from '../alert/posture';
import { LEVELS, type Level } from '../detect/level';
import type { Message } from './owed';
import { type Mrkdwn, bounded, contextLine, guidance, joined, mrkdwn, numbered, prose, section } from './text';

const LEVEL_MARK: Readonly<Record<Level, string>> = {
  critical: '🔴',
  high: '🟠',
  medium: '🟡',
  low: '🔵',
  informational: '⚪',
};

/** Slack takes some 12,000 characters of blocks and 50 of them in a message; what does not fit is told by its title or counted. */
const ROOM = 10_000;
const MOST_BLOCKS = 45;
/** Of one account's titles. */
const MOST_TITLES = 12;

export function renderPosture(posture: Posture): Message {
  const text = postureSummary(posture);
  const rest = new Rest(ROOM, MOST_BLOCKS);
  const blocks = [section(mrkdwn`*Posture* — ${text}`)];
  let left = 0;
  for (const account of posture.accounts) {
    const shown = accountBlocks(account, rest);
    if (shown === undefined) left += 1;
    else blocks.push(...shown);
  }
  if (left > 0)
    blocks.push(contextLine(mrkdwn`${count(left, 'more account')}: \`trailwarden posture\` shows them all`));
  blocks.push(contextLine(notChecked(posture)));
  const plain = bounded(joined([prose(`Posture: ${text}`), ...posture.findings.map(line)], '\n'), 3500);
  return { text: prose(`Posture: ${text}`).text, blocks, plain };
}

/** For the digest: the summary and the titles of the worst, at most `most` of them. */
export function postureDigest(posture: Posture, most = 5): KnownBlock[] {
  const text = mrkdwn`*Posture of the trails* — ${postureSummary(posture)}`;
  const labels = new Map(posture.accounts.map(({ account, label }) => [account, label]));
  const lines = posture.findings
    .slice(0, most)
    .map((finding) => mrkdwn`${line(finding)} · ${prose(labels.get(finding.account) ?? finding.account)}`);
  return [section(joined([text, ...lines], '\n'))];
}

/** `2 accounts: 1 high, 3 medium; 12 checks passed`. */
export function postureSummary({ accounts, findings }: Posture): string {
  const levels = LEVELS.toReversed().flatMap((level) => {
    const many = findings.filter((finding) => finding.level === level).length;
    return many === 0 ? [] : [`${many} ${level}`];
  });
  const passed = accounts.reduce((sum, account) => sum + account.passed.length, 0);
  const what = levels.length === 0 ? 'nothing to do' : levels.join(', ');
  return `${count(accounts.length, 'account')}: ${what}; ${count(passed, 'check')} passed`;
}

/** Undefined when there is no room left for the account at all; the worst findings whole, as far as there is room for them. */
function accountBlocks({ label, findings, passed, unknown }: AccountPosture, rest: Rest): KnownBlock[] | undefined {
  const heading = section(mrkdwn`*${prose(label)}*${findings.length === 0 ? ' — nothing to do' : ''}`);
  const end = [
    ...(passed.length === 0 ? [] : [contextLine(mrkdwn`✓ ${guidance(passed.map(({ title }) => title).join(' · '))}`)]),
    ...(unknown.length === 0 ? [] : [contextLine(notKnown(unknown))]),
  ];
  if (!rest.take([heading, ...titles(findings), ...end])) return undefined;
  const whole: KnownBlock[] = [];
  let shown = 0;
  for (const finding of findings) {
    const blocks = [section(mrkdwn`${line(finding)}\n${guidance(finding.why)}`), numbered(finding.nextSteps)];
    if (!rest.take(blocks)) break;
    whole.push(...blocks);
    shown += 1;
  }
  return [heading, ...whole, ...titles(findings.slice(shown)), ...end];
}

function notKnown(unknown: AccountPosture['unknown']): Mrkdwn {
  return mrkdwn`Not known — ${guidance(unknown.map(({ title, reason }) => `${title}: ${reason}`).join(' · '))}`;
}

function titles(findings: readonly Finding[]): KnownBlock[] {
  return findings.length === 0 ? [] : [section(list(findings.map(line)))];
}

function list(lines: readonly Mrkdwn[]): Mrkdwn {
  const shown = lines.slice(0, MOST_TITLES);
  const more = lines.length - shown.length;
  return joined([...shown, ...(more > 0 ? [mrkdwn`and ${more} more`] : [])], '\n');
}

/** Titles are ours, but for the names of trails and what AWS says of an error. */
function line({ level, title }: Finding): Mrkdwn {
  return mrkdwn`${LEVEL_MARK[level]} *${level}* ${prose(title)}`;
}

function notChecked({ notChecked: limits }: Posture): Mrkdwn {
  return mrkdwn`Not checked, as CloudTrail does not tell: ${guidance(limits.map(({ what }) => what).join('; '))}`;
}

function count(many: number, noun: string): string {
  return `${many} ${noun}${many === 1 ? '' : 's'}`;
}

/** The room that is left in the message. */
class Rest {
  constructor(
    private characters: number,
    private blocks: number,
  ) {}

  take(blocks: readonly KnownBlock[]): boolean {
    const size = JSON.stringify(blocks).length;
    if (size > this.characters || blocks.length > this.blocks) return false;
    this.characters -= size;
    this.blocks -= blocks.length;
    return true;
  }
}
