/** An Insights event on its way from CloudTrail to Slack. */
import type { JsonObject } from '../../src/source/event';
import { MINUTE, NOON } from '../fixtures';
import { CHANNEL, type World, world } from '../harness';

let here: World;
afterEach(() => here.close());

const insight = (eventID: string, state: string, at: number, rate: number): JsonObject => ({
  eventVersion: '1.08',
  eventTime: new Date(at).toISOString(),
  awsRegion: 'eu-central-1',
  eventID,
  eventType: 'AwsCloudTrailInsight',
  recipientAccountId: '111122223333',
  insightDetails: {
    state,
    eventSource: 'ec2.amazonaws.com',
    eventName: 'RunInstances',
    insightType: 'ApiCallRateInsight',
    insightContext: {
      statistics: { baseline: { average: 0.0001 }, insight: { average: rate }, insightDuration: 3 },
      attributions: [
        { attribute: 'userIdentityArn', insight: [{ value: 'arn:aws:iam::111122223333:user/mallory', average: rate }] },
      ],
    },
  },
  eventCategory: 'Insight',
});

test('a burst is one message with its usual rate and the new one, and its end adds nothing', async () => {
  here = await world();
  here.aws.put([insight('i1', 'Start', NOON - 20 * MINUTE, 12), insight('i2', 'End', NOON - 5 * MINUTE, 9)]);
  for (let tick = 0; tick < 3; tick += 1) {
    await here.app.tick();
    here.clock.advance(5 * MINUTE);
  }
  const [message, ...others] = here.slack.messages(CHANNEL);
  expect(others).toEqual([]);
  expect(message?.text).toContain(
    'mallory raised RunInstances calls (ec2.amazonaws.com) from less than 1 a day to 12 a minute',
  );
  expect(JSON.stringify(message?.blocks)).toMatch(/Why it matters.*What to do next/);
});
