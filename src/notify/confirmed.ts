/** What an alert says of the question put to the person behind it: who was asked, what they said, and what that leaves to do. */
import type { Confirmed } from '../alert/confirmation';
import { type Mrkdwn, cut, mention, moment, mrkdwn } from './text';

const SHORT = '{date_short_pretty} at {time}';

export function confirmedLines(confirmed: Confirmed): readonly Mrkdwn[] {
  const { alsoThere = [], state } = confirmed;
  const line = confirmedLine(confirmed);
  if (alsoThere.length === 0 || state === 'yes') return [line];
  return [line, mrkdwn`Lately from the same address: ${cut(alsoThere.join(', '), 400)}`];
}

function confirmedLine({ state, person, at, because, askedBy }: Confirmed): Mrkdwn {
  const them = person === undefined ? mrkdwn`The person behind it` : mention(person);
  const said = mrkdwn`, ${moment(at, SHORT)}`;
  const by = askedBy === undefined ? mrkdwn`` : mrkdwn` by ${mention(askedBy)}`;
  switch (state) {
    case 'asked':
      return mrkdwn`${them} was asked${by} whether this was them${said}`;
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
