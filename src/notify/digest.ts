/**
 * A digest as Slack messages: one that is read in a minute, and where a list is longer than its first rows, a reply in its thread
 * with the rest. The sections are in `digest-sections.ts`.
 */
import type { KnownBlock } from '@slack/web-api';
import type { Digest } from '../alert/digest';
import type { LevelCount } from '../alert/digest-facts';
import { counted, levelChart, levelLines, number } from './charts';
import { type Section, listed } from './digest-rows';
import { STILL_OPEN, sectionsOf } from './digest-sections';
import { lasting, some } from './digest-words';
import { postureDigest } from './posture';
import type { Line, Message } from './owed';
import { type Mrkdwn, bounded, contextLine, joined, moment, mrkdwn, section } from './text';

/** Slack takes 50 blocks and 12,000 characters; what a click writes under its row has room too. */
const MOST_BLOCKS = 40;
const MOST_CHARACTERS = 10_800;
/** Rows of a list in the message, as many as fit. */
const ROWS = [5, 3, 2, 1, 0] as const;
/** Rows of a list in its reply. */
const REPLY_ROWS = [25, 20, 15, 10, 5] as const;

const SHORT = '{date_short} {time}';

/** The message itself. */
export function renderDigest(digest: Digest, mayBeDuplicate = false): Message {
  const { blocks, simple } = bodyOf(digest, rowsThatFit(digest), mayBeDuplicate);
  const text = mrkdwn`${title(digest)}: ${headline(digest)}`.text;
  const plain = bounded(joined([mrkdwn`${title(digest)}: ${headline(digest)}`, ...watchLines(digest)], '\n'), 3500);
  return { text, blocks, simple, plain };
}

/** Replies in its thread, one for each list that the message shows the beginning of. */
export function digestLines(digest: Digest): readonly Line[] {
  if (digest.calm) return [];
  const shown = rowsThatFit(digest);
  return sectionsOf(digest)
    .filter(({ rows }) => rows > shown)
    .map((one) => ({ name: one.name, message: replyOf(one) }));
}

function replyOf({ show, name }: Section): Message {
  const tries = REPLY_ROWS.map((rows) => show(rows));
  const blocks = tries.find(fits) ?? show(0);
  const text = `The whole list: ${name}`;
  return { text, blocks, plain: text };
}

function rowsThatFit(digest: Digest): number {
  return ROWS.find((rows) => fits(bodyOf(digest, rows, true).blocks)) ?? 0;
}

function fits(blocks: readonly KnownBlock[]): boolean {
  return blocks.length <= MOST_BLOCKS && JSON.stringify(blocks).length <= MOST_CHARACTERS;
}

/** `simple` has lines of text where `blocks` has a chart. */
function bodyOf(
  digest: Digest,
  rows: number,
  mayBeDuplicate: boolean,
): { readonly blocks: KnownBlock[]; readonly simple: KnownBlock[] } {
  const [first, ...others] = digest.calm ? [] : sectionsOf(digest);
  const sections = first ? [first, ...others] : [];
  // What is still open stands before all numbers.
  const urgent = first?.name === STILL_OPEN ? first.show(rows) : [];
  const head = [section(mrkdwn`*${title(digest)}*\n${headline(digest)}`), ...small(digest), ...urgent];
  const longer = sections.some((one) => one.rows > rows);
  const end = [
    ...sections.filter(({ name }) => name !== STILL_OPEN).flatMap(({ show }) => show(rows)),
    ...(digest.posture === undefined ? [] : postureDigest(digest.posture, Math.max(1, rows))),
    ...(longer ? [contextLine(mrkdwn`Whole lists are in the thread.`)] : []),
    ...(mayBeDuplicate ? [contextLine(mrkdwn`May be posted twice: the bot was interrupted while posting.`)] : []),
  ];
  if (digest.opened.length === 0 || digest.days.length < FEW_DAYS)
    return { blocks: [...head, ...end], simple: [...head, ...end] };
  const chart = levelChart(CHART, digest.days);
  return {
    blocks: [...head, chart, ...end],
    simple: [...head, ...listed(mrkdwn`*${CHART}*`, levelLines(digest.days)), ...end],
  };
}

const CHART = 'Alerts by day';
/** Fewer make no picture. */
const FEW_DAYS = 3;

function title({ kind }: Digest): string {
  return kind === 'daily' ? 'Daily digest' : 'Weekly digest';
}

/** What mattered, in a sentence. */
function headline(digest: Digest): Mrkdwn {
  const { kind, opened, open, calm } = digest;
  if (calm) return mrkdwn`Nothing needed you ${kind === 'daily' ? 'today' : 'this week'}. ${watchedWords(digest)}`;
  const left = total(open.counts);
  const still = left === 0 ? 'nothing is open' : `${number(left)} ${left === 1 ? 'is' : 'are'} still open`;
  if (opened.length === 0) return mrkdwn`No new alerts; ${still}.`;
  return mrkdwn`${counted(opened, ' and ')} ${total(opened) === 1 ? 'alert' : 'alerts'}; ${still}.`;
}

/** `I watched 1,234,567 events in 3 accounts without a gap.` */
function watchedWords({ events, accounts }: Digest): Mrkdwn {
  return mrkdwn`I watched ${some(events, 'event')} in ${some(accounts, 'account')} without a gap.`;
}

function small(digest: Digest): KnownBlock[] {
  const { from, until, opened, openedBefore, events, accounts, kind, calm } = digest;
  const period = mrkdwn`${moment(from, SHORT)} – ${moment(until, SHORT)}`;
  const before = kind === 'daily' ? 'the time before' : 'the week before';
  const trend = openedBefore === undefined ? [] : [mrkdwn`${compared(total(opened), openedBefore)} ${before}`];
  const volume = mrkdwn`${some(events, 'event')} in ${some(accounts, 'account')}`;
  const parts = calm ? [period] : [period, ...trend, volume];
  return [contextLine(joined(parts, '  ·  ')), ...watchLines(digest).map((line) => contextLine(line))];
}

function compared(now: number, before: number): string {
  if (now === before) return `as many as`;
  return now > before ? `${number(now - before)} more than` : `${number(before - now)} fewer than`;
}

/** The one thing a quiet channel must say: somebody is watching, or where nobody was. */
function watchLines({ watch: { since, pauses, problems }, until, events }: Digest): readonly Mrkdwn[] {
  const gaps = pauses.rows.slice(0, 3).map(({ from, until: end }) => {
    const when = mrkdwn`${moment(from, SHORT)} to ${moment(end, SHORT)}, ${lasting(end - from)}`;
    return mrkdwn`🕳️ I was not watching from ${when}; what happened then was read afterwards.`;
  });
  if (pauses.total > gaps.length) gaps.push(mrkdwn`🕳️ and ${some(pauses.total - gaps.length, 'more gap')}`);
  const faults = problems
    .slice(0, 3)
    .map(({ what, since: at }) => mrkdwn`⚠️ *Something is wrong:* ${what}, for ${lasting(until - at)}.`);
  if (events === 0)
    faults.push(mrkdwn`⚠️ *Not one event was read:* check the accounts and regions with \`trailwarden doctor\`.`);
  if (gaps.length + faults.length > 0) return [...faults, ...gaps];
  if (since === undefined) return [mrkdwn`⚠️ Nothing was read so far.`];
  return [mrkdwn`👁️ Watching without a gap since ${moment(since, '{date_short}')}.`];
}

function total(counts: readonly LevelCount[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}
