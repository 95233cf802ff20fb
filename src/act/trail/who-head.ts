/** Above a story: who it is about in words, with what was theirs in it — principals, accounts, addresses, and since when they are known. */
import { LEVELS, type Level } from '../../detect/level';
import { LEVEL_MARK } from '../../notify/message';
import { type Mrkdwn, joined, moment, mrkdwn } from '../../notify/text';
import type { Run } from '../../store/timeline';
import { knownSince } from '../../store/reach';
import type { Desk } from '../desk';
import type { Behind } from './behind';
import { SECONDS, accountWords, actorWords, addressWords, principalOfRow } from './event-words';
import { eventsIn } from './story';
import { isDenial } from '../../detect/outcome';

/** As many of each are named. */
const MOST = 4;

const KINDS: Readonly<Record<string, string>> = {
  root: 'root user',
  user: 'IAM user',
  federated: 'federated user',
};

/** Lines about those who acted. */
export async function whoLines(desk: Desk, runs: readonly Run[], behind: Behind): Promise<readonly Mrkdwn[]> {
  const actors = byKey(runs, (run) => `${run.principal} ${run.session ?? ''}`);
  const principals = byKey(runs, ({ principal }) => principal);
  const [only] = principals;
  const people = named(actors.map((run) => mrkdwn`${actorWords(run)}${behind(run)}`));
  if (principals.length !== 1 || !only) return [people];
  const { kind, account, key } = principalOfRow(only);
  const since = await knownSince(desk.database.reader, key);
  const known = since === undefined ? mrkdwn`` : mrkdwn`, known since ${moment(since, '{date_short_pretty}')}`;
  const of = account === '' ? mrkdwn`` : mrkdwn` of ${accountWords(account, desk)}`;
  const what = KINDS[kind];
  return [what === undefined ? mrkdwn`${people}${of}${known}` : mrkdwn`${people} — ${what}${of}${known}`];
}

/** What it came to: how much, when, from where, in which accounts, and how it ended. */
export function sumLines(desk: Desk, runs: readonly Run[]): readonly Mrkdwn[] {
  const [first, last] = [runs[0], runs.at(-1)];
  if (!first || !last) return [];
  const events = eventsIn(runs);
  const count = mrkdwn`${events} ${events === 1 ? 'event' : 'events'}`;
  const time =
    events === 1
      ? moment(first.time, SECONDS)
      : mrkdwn`${moment(first.time, SECONDS)} to ${moment(last.lastAt, SECONDS)}`;
  const addresses = byKey(runs, ({ address }) => address ?? '').map(({ address }) => addressWords(address, desk));
  const places = byKey(runs, ({ account }) => account).map(({ account }) => accountWords(account, desk));
  const regions = byKey(runs, ({ region }) => region).map(({ region }) => mrkdwn`${region}`);
  return [
    joined([count, time, ...ends(runs)], '  ·  '),
    mrkdwn`From ${named(addresses)}  ·  in ${named(places)}, ${named(regions)}`,
  ];
}

function ends(runs: readonly Run[]): readonly Mrkdwn[] {
  const denied = eventsIn(runs.filter(({ error }) => error !== undefined && (error === 'Failure' || isDenial(error))));
  const failed = eventsIn(runs.filter(({ error }) => error !== undefined)) - denied;
  const level = [...LEVELS].reverse().find((one: Level) => runs.some((run) => run.level === one));
  return [
    ...(denied > 0 ? [mrkdwn`${denied} denied`] : []),
    ...(failed > 0 ? [mrkdwn`${failed} failed`] : []),
    ...(level === undefined ? [] : [mrkdwn`up to ${LEVEL_MARK[level]} ${level}`]),
  ];
}

/** The first of each, those with the most events first. */
function byKey(runs: readonly Run[], keyOf: (run: Run) => string): readonly Run[] {
  const found = new Map<string, { readonly run: Run; count: number }>();
  for (const run of runs) {
    const known = found.get(keyOf(run));
    if (known) known.count += run.count;
    else found.set(keyOf(run), { run, count: run.count });
  }
  return [...found.values()].sort((a, b) => b.count - a.count).map(({ run }) => run);
}

function named(words: readonly Mrkdwn[]): Mrkdwn {
  const distinct = [...new Map(words.map((one) => [one.text, one])).values()];
  const more = distinct.length - MOST;
  const told = joined(distinct.slice(0, MOST), ', ');
  return more > 0 ? mrkdwn`${told} and ${more} more` : told;
}
