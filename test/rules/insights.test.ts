/** An Insights event about each event the seeds name meets the rule about its rate, and none of the rules about the call. */
import { NO_MARKS, NO_SETTINGS } from '../../src/detect/context';
import { detectOne } from '../../src/detect/detect';
import { isProblem, parseEvent } from '../../src/source/event';
import { NOON } from '../fixtures';
import { ROWS, SHIPPED } from './shipped';

function titlesOf(insightDetails: Record<string, unknown>): string[] {
  const record = { eventType: 'AwsCloudTrailInsight', eventCategory: 'Insight', recipientAccountId: '111122223333' };
  const event = parseEvent({ ...record, insightDetails }, 'a test', NOON);
  if (isProblem(event)) throw new Error(event.problem);
  return detectOne(event, SHIPPED, NO_SETTINGS, NO_MARKS).map(({ rule }) => rule.title);
}

test.each([
  ['Start', 'ApiCallRateInsight', ['Unusual rate of calls']],
  ['Start', 'ApiErrorRateInsight', ['Unusual rate of errors']],
  ['End', 'ApiCallRateInsight', []],
  ['End', 'ApiErrorRateInsight', []],
])('%s of %s', (state, insightType, titles) => {
  const errorCode = insightType === 'ApiErrorRateInsight' ? { errorCode: 'AccessDenied' } : {};
  const wrong = ROWS.filter(({ source, name }) => {
    const found = titlesOf({ state, insightType, eventSource: source, eventName: name, ...errorCode });
    return found.join() !== titles.join();
  });
  expect(ROWS.length).toBeGreaterThan(100);
  expect(wrong).toEqual([]);
});
