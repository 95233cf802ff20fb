/** `/trail`: a command's text becomes a query, and the query its answer, by a table. A new command is a row here. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Desk } from '../desk';
import { type Query, parseQuery } from '../query';
import { LONGEST_TEXT } from '../query-words';
import { help, misunderstood } from './help';
import type { Asked, Reply } from './reply';

/** What every answer is made from. */
export interface Asking extends Asked {
  /** An IANA name; UTC where Slack does not say in time. */
  readonly timeZone: string;
}

type Answers = { readonly [K in Query['kind']]?: (desk: Desk, query: Of<K>, asking: Asking) => Promise<Reply> };
type Of<K extends Query['kind']> = Query & { readonly kind: K };

const ANSWERS: Answers = {
  help,
  misunderstood,
};

/** Reads the store, and changes nothing but where a command says so. */
export async function answerTo(desk: Desk, asked: Asked): Promise<Reply> {
  const timeZone = await zoneOf(desk, asked.user);
  const text = asked.text.slice(0, LONGEST_TEXT);
  const query = parseQuery(text, { now: asked.now, timeZone, accounts: desk.accounts });
  const answer = ANSWERS[query.kind] as ((desk: Desk, query: Query, asking: Asking) => Promise<Reply>) | undefined;
  if (!answer) throw new Error(`no answer to ${query.kind}`);
  return answer(desk, query, { ...asked, text, timeZone });
}

/** Slack is asked only now and then; where it is slow, nobody waits for a time zone. */
const PATIENCE = 1_000;

async function zoneOf({ directory }: Desk, user: string): Promise<string> {
  const person = directory.byId(user).catch(() => undefined);
  const known = await Promise.race([person, sleep(PATIENCE, undefined, { ref: false })]);
  return known?.timeZone ?? 'UTC';
}
