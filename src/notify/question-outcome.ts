/** What a question says below its facts: until when it waits, or what was said, by whom, and what that leaves to do for who reads it. */
import type { Answer, Confirmation } from '../alert/confirmation';
import { type Mrkdwn, joined, mention, moment, mrkdwn } from './text';

const WHEN = '{date_short_pretty} at {time}';

/** What somebody said last; undefined for who has not spoken. */
export function lastWordOf({ said }: Confirmation, reader: string): Answer | undefined {
  return said.findLast(({ by }) => by === reader)?.answer;
}

export function outcomeOf(confirmation: Confirmation, reader: string): readonly Mrkdwn[] {
  const { state, deadline, askedAt } = confirmation;
  switch (state) {
    case 'asked':
      return [
        mrkdwn`If I hear nothing by ${moment(deadline, WHEN)}, I tell the team that watches AWS that nobody confirmed it.`,
      ];
    case 'unanswered':
      return [
        mrkdwn`I asked ${moment(askedAt, WHEN)} and have told the team that it is *unconfirmed*. You can still answer, and I will correct that.`,
      ];
    case 'undelivered':
      return [
        mrkdwn`I could not reach you in time and have told the team that it is *unconfirmed*. You can still answer, and I will correct that.`,
      ];
    case 'undeliverable':
      return [];
    case 'answered':
      return [...others(confirmation, reader), ...own(confirmation, reader)];
  }
}

/** What the other owners said. */
function others({ said, answer }: Confirmation, reader: string): readonly Mrkdwn[] {
  const theirs = said.filter(({ by }) => by !== reader);
  if (theirs.length === 0) return [];
  const words = joined(
    theirs.map((one) => mrkdwn`${mention(one.by)} said: ${SAID[one.answer]}`),
    ', ',
  );
  if (theirs.length < said.length) return [mrkdwn`${words}.`];
  if (answer === 'yes') {
    return [
      mrkdwn`${words}. Nothing to do for you; only if you know that it was not them, say so, and I call the team at once.`,
    ];
  }
  return [mrkdwn`${words}. I have told the team. If it was you, please still say so.`];
}

function own(confirmation: Confirmation, reader: string): readonly Mrkdwn[] {
  const { answer, answeredBy, doubt, settled, eachTime } = confirmation;
  const mine = lastWordOf(confirmation, reader);
  if (mine === undefined) return [];
  if (doubt !== undefined && answeredBy === reader) {
    return [
      mrkdwn`You said: it was me. As ${doubt}, the team that watches AWS makes sure some other way. Nothing else to do for you.`,
    ];
  }
  if (mine !== 'yes')
    return [mrkdwn`${answer === 'yes' ? `You said: ${SAID[mine]}. Nothing else to do for you.` : AFTER[mine]}`];
  if (answer !== 'yes')
    return [mrkdwn`You said: it was me. As not everybody says so, the team looks at it and may write to you.`];
  return [mrkdwn`${(settled ?? !eachTime) ? AFTER.yes : IN_SIGHT}`, ...since(confirmation, reader)];
}

/** What came after a yes, which nobody had in mind who said it. */
function since({ said, count }: Confirmation, reader: string): readonly Mrkdwn[] {
  const more = count - (said.findLast(({ by }) => by === reader)?.of ?? count);
  if (more <= 0) return [];
  const came = more === 1 ? 'one more has come' : `${more} more have come`;
  return [
    mrkdwn`*Since your yes ${came}* and I took that for you too, as it looks the same. Was it not you? Say so here.`,
  ];
}

export const SAID: Readonly<Record<Answer, string>> = {
  yes: 'it was me',
  no: 'it was not me',
  'wrong-person': 'wrong person',
  'not-sure': 'not sure',
};

/** What was rated high, or has another open question, is not hidden by a yes. */
const IN_SIGHT =
  'You said: it was me. Your word stands beside the alert, which stays open for the team to look at. Nothing else to do for you.';

const AFTER: Readonly<Record<Answer, string>> = {
  yes: 'You said: it was me. The alert is settled, nothing else to do.',
  no: 'You said: it was not me. The security team has been called just now, with the steps to lock out whoever it was. Until they write to you, please do not sign in to that account, and delete nothing.',
  'wrong-person':
    'You said: wrong person. I have told the team, who will find out whose it was. Sorry to have bothered you!',
  'not-sure': 'You said: not sure. That is a good answer: the team looks at it and may write to you.',
};
