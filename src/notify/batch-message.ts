/**
 * A batch as Slack messages: how many of what level, what happened in short, then each alert with its state, and two things to do:
 * acknowledge what is listed, or have one shown whole in the thread.
 */
import type { KnownBlock } from '@slack/web-api';
import type { Alert } from '../alert/alert';
import { type Batch, type Gathered, countOf, numberOf, openIn } from './batch';
import { batchControls } from './batch-controls';
import { LEVEL_MARK, happened, rerouted } from './message';
import type { Call, Message } from './owed';
import { statusOf } from './status';
import {
  Mrkdwn,
  bounded,
  contextLine,
  cut,
  joined,
  mention,
  moment,
  mrkdwn,
  prose,
  section,
  span,
  spoken,
} from './text';

interface BatchOptions {
  /** One or more, with spaces between. */
  readonly mention?: string | undefined;
  readonly call?: Call | undefined;
  readonly mayBeDuplicate?: boolean;
}

/** Characters of the blocks as JSON: Slack takes 12,000. */
const MOST = 11_700;
/** Characters of a sentence in the list; shorter where the longer ones do not all fit. */
const LENGTHS = [160, 120, 90, 60, 40, 20] as const;

const MARK = { flood: '🌊', 'first-read': '🗂️' } as const;

export function renderBatch(batch: Batch, options: BatchOptions = {}): Message {
  const tries = LENGTHS.map((length) => () => blocksOf(batch, options, length));
  let blocks: KnownBlock[] = [];
  for (const make of tries) {
    blocks = make();
    if (JSON.stringify(blocks).length <= MOST) break;
  }
  const text = mrkdwn`${title(batch)}${worst(batch)}${pinged(options.mention)}`.text;
  const lines = batch.alerts.map((alert, at) => lineOf(batch, alert, at, 60));
  return { text, blocks, plain: bounded(joined([new Mrkdwn(text), ...lines], '\n'), 3500) };
}

/** What calls for all that is still open. */
export function renderBatchCall(batch: Batch, call: Call, target: string | undefined): Message {
  const open = openIn(batch).length;
  const what = open === 1 ? 'one of these alerts' : `${open} of these alerts`;
  const words =
    call.why === 'unacknowledged'
      ? mrkdwn`📣 *Nobody has acknowledged ${what} for ${span(call.after)}*${worst(batch)}${pinged(target)}`
      : mrkdwn`📣 *${what}*${worst(batch)}${pinged(target)}`;
  return { text: words.text, blocks: [section(words)], plain: words.text };
}

function blocksOf(batch: Batch, { mention: target, call, mayBeDuplicate }: BatchOptions, length: number): KnownBlock[] {
  const lines = batch.alerts.map((alert, at) => lineOf(batch, alert, at, length));
  const print: Mrkdwn[] = [];
  const account = oneAccount(batch);
  if (account !== undefined) print.push(mrkdwn`all in ${account}`);
  if (batch.pages > 1) print.push(mrkdwn`message ${batch.page} of ${batch.pages}`);
  if (mayBeDuplicate === true) print.push(mrkdwn`may be posted twice: the bot was interrupted while posting`);
  return [
    section(mrkdwn`*${title(batch)}*${pinged(target)}`),
    ...(call?.why === 'rerouted' ? [contextLine(rerouted(call))] : []),
    ...(batch.page === 1 ? [contextLine(EXPLAINED[batch.why]), ...overview(batch, length)] : []),
    ...inSections(batch.alerts, lines),
    batchControls(batch, Math.min(40, length)),
    ...(print.length === 0 ? [] : [contextLine(joined(print, '  ·  '))]),
  ];
}

const EXPLAINED: Readonly<Record<Batch['why'], Mrkdwn>> = {
  flood: mrkdwn`Too many to post one by one, so each is listed here and nothing is left out. Critical ones are posted by themselves.`,
  'first-read': mrkdwn`What CloudTrail kept from before I started. Nobody was called for it; what happens from now on is posted by itself. The list grows until the first read is done.`,
};

function title(batch: Batch): Mrkdwn {
  const all = countOf(batch);
  const mark = MARK[batch.why];
  if (batch.page > 1) {
    const first = numberOf(batch, 0);
    return mrkdwn`${mark} ${LISTED[batch.why]}: ${first} to ${first + batch.alerts.length - 1} of ${all}`;
  }
  const levels = batch.totals.map(({ level, count }) => `${count} ${level}`).join(', ');
  const alerts = all === 1 ? '1 alert' : `${all} alerts`;
  return batch.why === 'flood'
    ? mrkdwn`${mark} ${alerts} at once: ${levels}`
    : mrkdwn`${mark} Before I started: ${levels}`;
}

const LISTED = { flood: 'Alerts at once', 'first-read': 'Before I started' } as const;

/** For phones: what the worst of them says. */
function worst({ alerts: [alert] }: Batch): Mrkdwn {
  return alert === undefined ? mrkdwn`` : mrkdwn`. ${LEVEL_MARK[alert.level]} ${cut(spoken(alert.content.what), 200)}`;
}

function pinged(targets: string | undefined): Mrkdwn {
  const each = (targets ?? '').split(' ').filter(Boolean);
  return each.length === 0 ? mrkdwn`` : mrkdwn` ${joined(each.map(mention), ' ')}`;
}

/** As many rules are named in the overview, and as many actors of each. */
const RULES = 8;
const ACTORS = 3;

/** Who did what how often; not where the list itself is as short. */
function overview(batch: Batch, length: number): KnownBlock[] {
  const rules = new Map<string, Gathered[]>();
  for (const one of batch.overview) {
    const key = `${one.level} ${one.title}`;
    rules.set(key, [...(rules.get(key) ?? []), one]);
  }
  if (rules.size === 0 || countOf(batch) < 2 * rules.size) return [];
  const lines = [...rules.values()].slice(0, RULES).map((rows) => overviewLine(rows, length));
  const more = rules.size - RULES;
  if (more > 0) lines.push(mrkdwn`and ${more} more ${more === 1 ? 'rule' : 'rules'}`);
  return [section(joined(lines, '\n')), { type: 'divider' }];
}

function overviewLine(rows: readonly Gathered[], length: number): Mrkdwn {
  const [first] = rows;
  if (!first) return mrkdwn``;
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  const actors = rows.slice(0, ACTORS).map(({ actor }) => bounded(prose(actor), Math.min(40, length)));
  const others = rows.length - ACTORS;
  const rest = others > 0 ? mrkdwn` and ${others} ${others === 1 ? 'other' : 'others'}` : mrkdwn``;
  const title = new Mrkdwn(bounded(prose(first.title), Math.min(80, 2 * length)));
  return mrkdwn`${LEVEL_MARK[first.level]} *${title}* ×${count} by ${joined(
    actors.map((text) => new Mrkdwn(text)),
    ', ',
  )}${rest}`;
}

/** When and what, as in a log; where it was only when that differs. */
function lineOf(batch: Batch, alert: Alert, at: number, length: number): Mrkdwn {
  const { mark = LEVEL_MARK[alert.level] } = statusOf(alert);
  const time = moment(alert.lastAt, batch.why === 'flood' ? '{time}' : '{date_short_pretty} {time}');
  const what = new Mrkdwn(bounded(happened(alert), length));
  const times = alert.count > 1 ? mrkdwn` ×${alert.count}` : mrkdwn``;
  const account =
    oneAccount(batch) === undefined
      ? mrkdwn` · ${new Mrkdwn(bounded(accountOf(alert), Math.min(30, length)))}`
      : mrkdwn``;
  const by = alert.state === 'open' || alert.stateBy === undefined ? mrkdwn`` : mrkdwn` · ${mention(alert.stateBy)}`;
  return mrkdwn`${mark} ${numberOf(batch, at)}. ${time} ${what}${times}${account}${by}`;
}

function accountOf({ account, content }: Alert): Mrkdwn {
  return prose(cut(content.accountName ?? account, 40));
}

/** The account of all that is listed here, undefined where there are several. */
function oneAccount({ alerts }: Batch): Mrkdwn | undefined {
  const [first] = alerts;
  const one = first && alerts.every(({ account }) => account === first.account);
  return one === true ? accountOf(first) : undefined;
}

/** A section takes 1,200 characters, and is never cut within a line. */
const SECTION = 1_150;
/** So many lines about one thing stand apart from the next. */
const PARAGRAPH = 3;

function inSections(alerts: readonly Alert[], lines: readonly Mrkdwn[]): KnownBlock[] {
  const sections: Mrkdwn[][] = [];
  let about: string | undefined;
  lines.forEach((line, at) => {
    const current = sections.at(-1);
    const title = alerts[at]?.content.title;
    const full = current !== undefined && joined([...current, line], '\n').text.length > SECTION;
    const apart = title !== about && (current?.length ?? 0) >= PARAGRAPH;
    if (current === undefined || full || apart) sections.push([line]);
    else current.push(line);
    about = title;
  });
  return sections.map((each) => section(joined(each, '\n')));
}
