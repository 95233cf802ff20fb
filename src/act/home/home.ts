/**
 * App Home: what a team lead looks at in the morning. What everybody sees is looked up once, for however many people look; then
 * each home is made with what is the person's own.
 */
import type { HomeView, KnownBlock } from '@slack/web-api';
import type { Few } from '../../alert/digest-facts';
import { isStaged } from '../../alert/expectation';
import { contextLine, moment, mrkdwn } from '../../notify/text';
import {
  acknowledgedBy,
  expected,
  lastDigest,
  liveAmong,
  matchesOf,
  openAges,
  questionsTo,
  snoozes,
  watched,
  worstOpen,
} from '../../store/home';
import type { Desk } from '../desk';
import { openButton } from '../trail/reply';
import { HOME, TIME, button } from './actions';
import { openAlerts, ownAlerts } from './alerts';
import { digestNumbers } from './last-digest';
import { ownQuestions } from './questions';
import { MOST_MATCHES, type Staged, expectations, snoozed, staged } from './quiet';
import { regions } from './regions';
import { watching } from './watching';

/** Rows of each list. */
const OPEN_ROWS = 6;
const OWN_ROWS = 3;
const QUIET_ROWS = 3;
const STAGED_ROWS = 3;

const WEEK = 7 * 86_400_000;

/** The block that says when a home was made; two homes are the same when all others are. */
const CLOCK = 'clock';

/** Looks at everything once; what comes back makes the home of any person. */
export async function lookAround(desk: Desk): Promise<(user: string) => Promise<HomeView>> {
  const { reader } = desk.database;
  const now = desk.clock.now();
  const health = await desk.health();
  const nameOf = (account: string): string => desk.context.accounts.get(account)?.name ?? account;
  const head = watching(health, await watched(reader, now));
  const open = openAlerts(await openAges(reader, now), await worstOpen(reader, now, OPEN_ROWS));
  const quiet = [
    ...snoozed(await snoozes(reader, now, QUIET_ROWS)),
    ...expectations(await expected(reader, now, QUIET_ROWS), now),
  ];
  const bot = [
    ...regions(health, nameOf),
    ...digestNumbers(await lastDigest(reader)),
    ...staged(await stagedRules(desk, now)),
    MORE_ACTIONS,
  ];
  return async (user) => {
    const asked = ownQuestions(await questionsTo(reader, user, now), user);
    const taken = ownAlerts(await acknowledgedBy(reader, user, OWN_ROWS));
    const parts = [[...head, clockLine(now), ACTIONS], asked, open, taken, quiet, bot];
    return { type: 'home', blocks: parts.filter((part) => part.length > 0).flatMap(dividedBefore) };
  };
}

function dividedBefore(part: readonly KnownBlock[], n: number): readonly KnownBlock[] {
  return n === 0 ? part : [DIVIDER, ...part];
}

/** All of a home but its clock. */
export function essence({ blocks }: HomeView): string {
  return JSON.stringify(blocks.filter(({ block_id: id }) => id !== CLOCK));
}

async function stagedRules({ database: { reader }, rules }: Desk, now: number): Promise<Few<Staged>> {
  const named = rules.rules.filter((rule) => rule.staged);
  const live = await liveAmong(
    reader,
    named.map(({ id }) => id),
  );
  const silent = named.filter((rule) => isStaged(rule, live));
  const rows: Staged[] = [];
  for (const { id, title } of silent.slice(0, STAGED_ROWS)) {
    rows.push({ title, matches: await matchesOf(reader, id, now - WEEK, MOST_MATCHES) });
  }
  return { rows, total: silent.length };
}

const DIVIDER: KnownBlock = { type: 'divider' };

/** Slack shows five buttons in a row. */
const ACTIONS: KnownBlock = {
  type: 'actions',
  block_id: 'actions',
  elements: [
    openButton('Open alerts', 'alerts', 0),
    openButton('Last hour', 'recent since:1h', 1),
    button('Who did…?', HOME.who),
    button('Refresh', HOME.refresh),
  ],
};

const MORE_ACTIONS: KnownBlock = {
  type: 'actions',
  block_id: 'more',
  elements: [openButton('Health', 'health', 0), openButton('Posture', 'posture', 1), openButton('Help', 'help', 2)],
};

function clockLine(now: number): KnownBlock {
  const words = mrkdwn`As of ${moment(now, TIME)}. For half an hour after you looked, changes show by themselves.`;
  return { ...contextLine(words), block_id: CLOCK };
}
