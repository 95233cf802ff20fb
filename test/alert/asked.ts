/** Hand-made questions for tests: who is asked about which sign-in. Only what a test names differs from the usual. */
import type { Asking, Confirmation, Confirmed, SignIn } from '../../src/alert/confirmation';
import { ask } from '../../src/alert/ask';
import { HOUR, NOON } from '../fixtures';

let serial = 0;

/** Alice in the office, by her browser, with MFA. */
export function signIn(fields: Partial<SignIn> = {}): SignIn {
  serial += 1;
  return {
    eventId: `event-${serial}`,
    alertId: 'alert-1',
    time: NOON,
    what: 'alice signed in to the AWS console',
    isSignIn: true,
    account: '111122223333',
    accountName: 'prod',
    region: 'eu-central-1',
    address: '198.51.100.7',
    country: 'DE',
    agent: 'Mozilla/5.0 (Macintosh) Chrome/142',
    mfa: true,
    ...fields,
  };
}

export function asking(fields: Partial<Asking> = {}, about: Partial<SignIn> = {}): Asking {
  return {
    ruleId: 'rule-1',
    signIn: signIn(about),
    principal: {
      account: '111122223333',
      key: 'user:111122223333:alice',
      kind: 'user',
      name: 'alice',
      session: undefined,
    },
    people: ['U0ALICE'],
    firstName: 'Alice',
    timeZone: 'Europe/Berlin',
    because: 'linked in the configuration',
    urgent: false,
    eachTime: false,
    alsoThere: [],
    askedBy: undefined,
    ...fields,
  };
}

export const DEADLINE = 2 * HOUR;

export function question(fields: Partial<Confirmation> = {}, of: Asking = asking()): Confirmation {
  return { ...ask(of, { deadline: DEADLINE, hours: undefined }, NOON), ...fields };
}

/** What came of a question, as an alert is told. */
export function word(state: Confirmed['state'], fields: Partial<Confirmed> = {}): Confirmed {
  return { confirmationId: 'question-1', state, person: 'U0ALICE', at: NOON, because: undefined, ...fields };
}
