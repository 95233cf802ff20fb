/** What an Insights event measured, in words. That it meets its own rules and no others is in test/rules/insights.test.ts. */
import { insightOf } from '../../src/detect/insight';
import { event } from '../fixtures';

const measured = (baseline: unknown, rate: unknown) =>
  insightOf(
    event({
      eventType: 'AwsCloudTrailInsight',
      insightDetails: {
        insightContext: { statistics: { baseline: { average: baseline }, insight: { average: rate } } },
      },
    }),
  );

test.each([
  [0, 'none'],
  [0.0000982222, 'less than 1 a day'],
  [0.0015, '2.2 a day'],
  [0.02, '1.2 an hour'],
  [0.5, '30 an hour'],
  [0.999, '1 a minute'],
  [1, '1 a minute'],
  [5.25, '5.3 a minute'],
  [1234.5, '1235 a minute'],
])('%d a minute is %s', (average, words) => {
  expect(measured(average, average)).toEqual({ baseline: words, rate: words });
});

test.each([
  ['no number', ['5', 5]],
  ['nothing', [undefined, 5]],
])('%s is not put into words', (_, [baseline, rate]) => {
  expect(measured(baseline, rate)).toBeUndefined();
});

test('other events have none', () => {
  expect(insightOf(event({}))).toBeUndefined();
});
