/** Whose word on a question counts, and which of several. Pure; `act/confirm.ts` says who it was and whether they can be believed. */
import { ANSWERS, type Answer, type Confirmation, type Said } from './confirmation';

export interface Answering {
  readonly answer: Answer;
  /** Slack user. */
  readonly by: string;
  readonly at: number;
  /** Of how many sign-ins the message spoke in which they answered; undefined where it does not say, as a report. */
  readonly shown?: number | undefined;
  /** Why the person cannot be believed at once; a yes is then not sure. */
  readonly doubt: string | undefined;
  readonly offer: boolean;
  /** What they added. */
  readonly words?: string | undefined;
}

/** `more came`: a yes to what was not shown yet is none; every other word holds for whatever came since. */
export type Refused = 'not theirs' | 'answered' | 'more came';

export type AnswerOutcome =
  | { readonly changed: true; readonly confirmation: Confirmation }
  | { readonly changed: false; readonly because: Refused; readonly confirmation: Confirmation };

/** Whether an answer is waited for: after the deadline too, and of each of several owners until one says yes. */
export function awaitsAnswer({ state, answer, people, said }: Confirmation, by?: string): boolean {
  if (state !== 'answered') return state === 'asked' || state === 'unanswered';
  const silent = people.filter((person) => !said.some((one) => one.by === person));
  return answer !== 'yes' && (by === undefined ? silent.length > 0 : silent.includes(by));
}

/**
 * What somebody may say now, whether it is waited for or not: who was asked and has not spoken, anything at any time, and whoever
 * said yes, of what came since, that it was not them.
 */
export function mayStillSay({ state, people, said, count }: Confirmation, by: string): readonly Answer[] {
  if (!people.includes(by) || state === 'undeliverable') return [];
  const mine = said.findLast((one) => one.by === by);
  if (mine === undefined) return ANSWERS;
  return mine.answer === 'yes' && count > (mine.of ?? count) ? SINCE_A_YES : [];
}

const SINCE_A_YES: readonly Answer[] = ['no', 'not-sure'];

/** An answer counts once, from whom was asked; a late one still does. */
export function answered(confirmation: Confirmation, answering: Answering): AnswerOutcome {
  const { by, at, offer, answer, shown, words } = answering;
  const refused = (because: Refused): AnswerOutcome => ({ changed: false, because, confirmation });
  if (!confirmation.people.includes(by)) return refused('not theirs');
  if (!mayStillSay(confirmation, by).includes(answer)) return refused('answered');
  if (answer === 'yes' && shown !== confirmation.count) return refused('more came');
  const doubt = answer === 'yes' ? answering.doubt : undefined;
  const mine: Said = { by, at, answer: doubt === undefined ? answer : 'not-sure', of: confirmation.count, words };
  const said = [...confirmation.said, mine];
  const counts = whatCounts(said) ?? mine;
  const life = {
    state: 'answered',
    answer: counts.answer,
    answeredBy: counts.by,
    answeredAt: counts.at,
    said,
    doubt: counts === mine ? doubt : confirmation.doubt,
    offer: offer && mine.answer === 'yes',
    version: confirmation.version + 1,
  } as const;
  return { changed: true, confirmation: { ...confirmation, ...life } };
}

/**
 * The newest word of each. Of several owners the one whose yes it is settles it: that it was not the others says little. But a no
 * that knows of a yes speaks against it, and nothing settles that here. Without either the most worrying word counts.
 */
function whatCounts(said: readonly Said[]): Said | undefined {
  const newest = said.filter((one, at) => !said.slice(at + 1).some(({ by }) => by === one.by));
  const against = newest.find((one) => one.answer === 'no' && isAfterYes(said, one));
  return against ?? WEIGHT.map((answer) => newest.find((one) => one.answer === answer)).find((one) => one);
}

function isAfterYes(said: readonly Said[], one: Said): boolean {
  return said.slice(0, said.indexOf(one)).some(({ answer }) => answer === 'yes');
}

const WEIGHT: readonly Answer[] = ['yes', 'no', 'wrong-person', 'not-sure'];
