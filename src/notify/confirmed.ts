/** What an alert says of the question put to the person behind it: who was asked, what they said, and what that leaves to do. */
import type { Confirmed } from '../alert/confirmation';
import { SAID } from './question-outcome';
import { type Mrkdwn, cut, joined, mention, moment, mrkdwn } from './text';

const SHORT = '{date_short_pretty} at {time}';

export function confirmedLines(confirmed: Confirmed): readonly Mrkdwn[] {
  const { alsoThere = [], state, said = [] } = confirmed;
  const words = said.map(({ by, answer }) => mrkdwn`${mention(by)}: ${SAID[answer]}`);
  const all = words.length > 1 ? [mrkdwn`One after the other: ${joined(words, ', then ')}`] : [];
  const lines = [confirmedLine(confirmed), ...all];
  if (alsoThere.length === 0 || state === 'yes') return lines;
  return [...lines, mrkdwn`Lately from the same address: ${cut(alsoThere.join(', '), 400)}`];
}

function confirmedLine({ state, person, people = [], at, because, askedBy }: Confirmed): Mrkdwn {
  const asked = people.length > 1 && (state === 'asked' || state === 'unanswered');
  const named = asked ? joined(people.map(mention), ', ') : person === undefined ? undefined : mention(person);
  const them = named ?? mrkdwn`The person behind it`;
  const said = mrkdwn`, ${moment(at, SHORT)}`;
  const by = askedBy === undefined ? mrkdwn`` : mrkdwn` by ${mention(askedBy)}`;
  switch (state) {
    case 'asked':
      return mrkdwn`${them} ${asked ? 'were each' : 'was'} asked${by} whether this was them${said}`;
    case 'yes':
      return mrkdwn`${them} says: *it was me*${said}`;
    case 'no':
      return mrkdwn`${them} says: *it was not me*${said}`;
    case 'wrong-person':
      return mrkdwn`${them} says: *you asked the wrong person*${said}. Does anyone here know who this was?`;
    case 'not-sure':
      if (because !== undefined) {
        return mrkdwn`${them} says that it was them${said}, but ${because}: *please make sure some other way*, by phone or in person`;
      }
      return mrkdwn`${them} says: *not sure*${said}. Please look at it together.`;
    case 'unanswered':
      return mrkdwn`*Unconfirmed*: ${them} did not answer in time${said}. A late answer will show here.`;
    case 'not-asked':
      return mrkdwn`Nobody could be asked: ${because ?? 'no person is known for this principal'}. Does anyone here know who this was?`;
  }
}

/** Why the channel is called when nobody confirmed it. */
export function unconfirmedBecause(state: Confirmed['state'], because: string | undefined): string {
  if (state === 'not-sure' && because !== undefined) return 'a yes came, but cannot be taken at its word';
  return UNCONFIRMED[state] ?? 'nobody has confirmed it';
}

const UNCONFIRMED: Readonly<Partial<Record<Confirmed['state'], string>>> = {
  unanswered: 'the person did not answer in time',
  'wrong-person': 'whoever was asked says that it is not theirs to answer',
  'not-sure': 'the person is not sure',
  'not-asked': 'nobody could be asked',
};
