/** "Was this you?": the question put to the person behind a sign-in, and what the answer means for the alert. */

/** What the person can say. */
export const ANSWERS = ['yes', 'no', 'wrong-person', 'not-sure'] as const;
export type Answer = (typeof ANSWERS)[number];

/** What an alert shows of it: who was asked and what came of it. */
export interface Confirmed {
  readonly confirmationId: string;
  readonly state: 'asked' | 'not-asked' | 'unanswered' | Answer;
  /** Slack user who was asked; undefined where nobody could be. */
  readonly person: string | undefined;
  /** When it came to that state (milliseconds). */
  readonly at: number;
  /** Why nobody was asked, in words. */
  readonly because: string | undefined;
}
