/** `/trail`: a command's text becomes a query, and the query its answer, by a table. A new command is a row here. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Desk } from '../desk';
import { type Query, parseQuery } from '../query';
import { LONGEST_TEXT } from '../query-words';
import type { Mrkdwn } from '../../notify/text';
import { alert } from './alert';
import { alerts } from './alert-list';
import { confirmations } from './confirmation-list';
import { event } from './event';
import { expected } from './expected-list';
import { health } from './health';
import { help, misunderstood } from './help';
import { link } from './link';
import { type Done, linkDeed } from './link-deed';
import { posture, readingTrails } from './posture';
import { recent } from './recent';
import type { Asked, Reply } from './reply';
import { rules } from './rule-list';
import { snoozes } from './snooze-list';
import { who } from './who';
import { why } from './why-event';

/** What every answer is made from. */
export interface Asking extends Asked {
  /** An IANA name; UTC where Slack does not say in time. */
  readonly timeZone: string;
}

type Answers = { readonly [K in Query['kind']]?: (desk: Desk, query: Of<K>, asking: Asking) => Promise<Reply> };
type Of<K extends Query['kind']> = Query & { readonly kind: K };

const ANSWERS: Answers = {
  recent,
  who,
  event,
  why,
  alerts,
  alert,
  snoozes,
  expected,
  rules,
  confirmations,
  link,
  health,
  posture,
  help,
  misunderstood,
};

/**
 * What a command changes, once: when it is typed, and not when a page of its answer is turned or the answer is shared, as those are
 * of the command that shows how things stand then. undefined for all that only look.
 */
export async function doneBy(desk: Desk, asked: Asked): Promise<Done | undefined> {
  const query = queryOf(desk, asked);
  return query.kind === 'link' ? linkDeed(desk, query, asked.user) : undefined;
}

/** What is said at once where the answer takes some seconds. */
export function waitingWords(desk: Desk, asked: Asked): Mrkdwn | undefined {
  return queryOf(desk, asked).kind === 'posture' ? readingTrails(desk) : undefined;
}

/** Changes nothing. */
export async function answerTo(desk: Desk, asked: Asked): Promise<Reply> {
  const { query, asking } = await askingOf(desk, asked);
  const answer = ANSWERS[query.kind] as ((desk: Desk, query: Query, asking: Asking) => Promise<Reply>) | undefined;
  if (!answer) throw new Error(`no answer to ${query.kind}`);
  return { ...(await answer(desk, query, asking)), timeZone: asking.timeZone };
}

/** What was asked, understood in the reader's time zone. */
export async function askingOf(desk: Desk, asked: Asked): Promise<{ readonly query: Query; readonly asking: Asking }> {
  const timeZone = asked.timeZone ?? (await zoneOf(desk, asked.user));
  const text = asked.text.slice(0, LONGEST_TEXT);
  return { query: queryOf(desk, asked, timeZone), asking: { ...asked, text, timeZone } };
}

function queryOf({ accounts }: Desk, { text, now }: Asked, timeZone = 'UTC'): Query {
  return parseQuery(text.slice(0, LONGEST_TEXT), { now, timeZone, accounts });
}

/** Slack is asked only now and then; where it is slow, nobody waits for a time zone. */
const PATIENCE = 1_000;

async function zoneOf({ directory }: Desk, user: string): Promise<string> {
  const person = directory.byId(user).catch(() => undefined);
  const known = await Promise.race([person, sleep(PATIENCE, undefined, { ref: false })]);
  return known?.timeZone ?? 'UTC';
}
