/** Whose word on a question counts, and which of several. Pure; `act/confirm.ts` says who it was and whether they can be believed. */
import type { Answer, Confirmation, Said } from './confirmation';

export interface Answering {
  readonly answer: Answer;
  /** Slack user. */
  readonly by: string;
  readonly at: number;
  /** Why the person cannot be believed at once; a yes is then not sure. */
  readonly doubt: string | undefined;
  readonly offer: boolean;
}

export type AnswerOutcome =
  | { readonly changed: true; readonly confirmation: Confirmation }
  | { readonly changed: false; readonly because: 'not theirs' | 'answered'; readonly confirmation: Confirmation };

/** Whether somebody may still say something: after the deadline too, and each of several owners until one says yes. */
export function awaitsAnswer({ state, answer, people, said }: Confirmation, by?: string): boolean {
  if (state !== 'answered') return state === 'asked' || state === 'unanswered';
  const silent = people.filter((person) => !said.some((one) => one.by === person));
  return answer !== 'yes' && (by === undefined ? silent.length > 0 : silent.includes(by));
}

/**
 * An answer counts once, from whom was asked; a late one still does. Of several owners the one whose yes it is settles it: that
 * it was not the others says little. Until then the most worrying word counts.
 */
export function answered(confirmation: Confirmation, answering: Answering): AnswerOutcome {
  const { by, at, offer } = answering;
  if (!confirmation.people.includes(by)) return { changed: false, because: 'not theirs', confirmation };
  if (!awaitsAnswer(confirmation, by)) return { changed: false, because: 'answered', confirmation };
  const doubt = answering.answer === 'yes' ? answering.doubt : undefined;
  const mine: Said = { by, at, answer: doubt === undefined ? answering.answer : 'not-sure' };
  const said = [...confirmation.said, mine];
  const counts = WEIGHT.map((answer) => said.find((one) => one.answer === answer)).find((one) => one) ?? mine;
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

const WEIGHT: readonly Answer[] = ['yes', 'no', 'wrong-person', 'not-sure'];
