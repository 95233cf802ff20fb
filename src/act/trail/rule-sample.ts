/** What a rule would say: its words hold names from an event, so they are made from an event of its own tests, or from hardly any. */
import { NO_MARKS, NO_SETTINGS, createContext } from '../../detect/context';
import type { Rule, Sentence } from '../../detect/rule';
import { withFields } from '../../detect/with-fields';
import { isProblem, parseEvent } from '../../source/event';

export interface Sample {
  readonly what: Sentence | undefined;
  readonly why: string | undefined;
  readonly nextSteps: readonly string[];
}

const NOTHING: Sample = { what: undefined, why: undefined, nextSteps: [] };

/** Tests leave out what does not matter to their rule. */
const SOMEBODY = {
  userIdentity: {
    type: 'IAMUser',
    userName: 'alice',
    accountId: '123456789012',
    arn: 'arn:aws:iam::123456789012:user/alice',
  },
  awsRegion: 'eu-central-1',
};
const WHEN = Date.UTC(2026, 0, 7, 12);

export function sampleOf(rule: Rule): Sample {
  const test = rule.tests.find(({ match }) => match);
  const fields = test?.event ?? { eventSource: rule.sources?.[0] ?? '-', eventName: rule.eventNames[0] ?? '-' };
  const event = parseEvent({ ...SOMEBODY, ...fields }, rule.id, WHEN);
  if (isProblem(event)) return NOTHING;
  try {
    const context = withFields(createContext(event, NO_SETTINGS, NO_MARKS), test?.context ?? {});
    return {
      what: test ? rule.what(event, context) : undefined,
      why: rule.why(event, context),
      nextSteps: rule.nextSteps(event, context),
    };
  } catch {
    return NOTHING;
  }
}
