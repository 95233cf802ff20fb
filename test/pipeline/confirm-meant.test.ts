/** What a yes is a yes to: what the person was shown and has done, and nothing else that came before, beside or after it. */
import { HOUR, MINUTE, NOON, record } from '../fixtures';
import { ALICE, BOB, eventually } from '../harness';
import { assumed, centerRole, user } from '../people/identities';
import { LINKED, Office, type SignIn } from './confirming';

let office: Office;
afterEach(() => office.world.close());

const CAROL = 'U0CAROL';
const DEVELOPER = 'AWSReservedSSO_Developer_0123456789abcdef';
const PATH = 'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-central-1';
const bob = assumed(DEVELOPER, 'bob@example.com', `${PATH}/${DEVELOPER}`);
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0';

const onAnotherComputer = (at: number): SignIn => ({
  ...{ at, who: bob },
  fields: {
    ...{ eventName: 'AuthorizeOAuth2Access', eventType: 'AwsApiCall', readOnly: true, responseElements: null },
    requestParameters: { client_id: 'arn:aws:signin:::devtools/cross-device' },
    additionalEventData: { success: 'true' },
  },
});

/** What is read `later` than the start, as if it happened a minute before. */
async function later(time: number, given: SignIn): Promise<void> {
  office.world.clock.advance(time);
  await office.reads({ ...given, at: time - MINUTE });
  await office.waits(6000);
}

describe('a yes does not settle', () => {
  test('another thing that the same session did: that is asked about by itself, and in its own words', async () => {
    office = await Office.after({ who: bob, data: { MFAUsed: 'No' } });
    await office.says('yes', BOB);
    await office.shows(() => office.alert(), /resolved/);
    await later(30 * MINUTE, onAnotherComputer(0));
    expect(office.told(BOB)).toHaveLength(2);
    expect(office.told(BOB)[1]).toMatch(/was this you\?\*.*another computer/);
    expect(office.told(BOB)[1]).not.toMatch(/this sign-in/);
    expect(office.alert(1)).toMatch(/was asked whether this was them/);
  });

  test('a sign-in by another browser of the same network', async () => {
    office = await Office.after({});
    await office.says('yes');
    await office.shows(() => office.alert(), /resolved/);
    await later(HOUR, { fields: { userAgent: FIREFOX } });
    expect(office.told()).toHaveLength(2);
    expect(office.question(ALICE, 1)).toContain('Firefox on Linux');
  });

  test('what a colleague asks about by hand later', async () => {
    office = await Office.after({ who: assumed('deploy', 'carol@example.com') });
    await office.asks(CAROL, BOB);
    await eventually(() => expect(office.told(CAROL)).toHaveLength(1));
    await office.says('yes', CAROL);
    await office.shows(() => office.alert(), /resolved/);
    await later(HOUR, { who: assumed('deploy', 'carol@example.com') });
    await office.asks(CAROL, BOB, 1);
    await eventually(() => expect(office.told(CAROL)).toHaveLength(2));
    await office.shows(() => office.alert(1), /was asked by <@U0BOB>/);
    expect(office.alert(1)).not.toContain('Resolved');
  });

  test('what was not shown yet: the yes is refused privately, and the message is written anew', async () => {
    office = await Office.after({});
    office.world.slack.failNext('chat.update', { error: 'ratelimited', retryAfter: 20, times: 3 });
    await office.reads({ at: -30_000, fields: { sourceIPAddress: '198.51.100.99' } });
    await office.says('yes');
    await eventually(() => expect(office.world.slack.ephemerals(ALICE)[0]?.text).toMatch(/one more arrived/));
    expect(await office.questions()).toMatchObject([{ state: 'asked', count: 2 }]);
    for (let n = 0; n < 4; n += 1) await office.waits(21_000);
    await office.shows(() => office.question(), /were these 2 sign-ins.*It is also about these.*198\.51\.100\.7/);
    await office.says('yes');
    await office.shows(() => office.alert(), /resolved/);
  });
});

test('what folds in after a yes is shown with what differs, and the person can still say that it was not them', async () => {
  office = await Office.after({});
  await office.says('yes');
  await office.shows(() => office.alert(), /resolved/);
  await later(HOUR, { fields: { sourceIPAddress: '198.51.100.99' } });
  expect(office.told()).toHaveLength(1);
  await office.shows(
    () => office.question(),
    /198\.51\.100\.99.*It is also about these.*198\.51\.100\.7.*Since your yes one more has come.*confirm\.no.*confirm\.not-sure/,
  );
  expect(office.question()).not.toMatch(/confirm\.yes|confirm\.wrong/);
  await office.says('no');
  await office.shows(() => office.called(), /It was not them/);
  await eventually(() => expect(office.question()).not.toContain('confirm.'));
});

test('nobody is held not to have answered a question that they were not asked: after a deadline comes a new one', async () => {
  office = await Office.after({});
  await office.waits(HOUR);
  await office.waits(HOUR);
  expect(office.called()).toMatch(/did not answer in time/);
  await office.chooses('resolve', BOB);
  await office.shows(() => office.alert(), /Resolved\* by/);
  office.world.clock.advance(HOUR);
  await office.reads({ at: 3 * HOUR - MINUTE });
  expect(office.told()).toHaveLength(3);
  expect(office.alert(1)).toMatch(/was asked whether this was them/);
  expect(office.called(1)).toBe('');
});

test('a question about what is no sign-in says what it is, and so does its reminder', async () => {
  office = await Office.open();
  const stopped = {
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    requestParameters: { name: 'main' },
  };
  const eventTime = new Date(NOON - MINUTE).toISOString();
  office.world.aws.put(record({ ...stopped, eventTime, userIdentity: user('alice') }));
  await office.world.app.tick();
  await office.asks(CAROL, BOB);
  await eventually(() => expect(office.told(CAROL)).toHaveLength(1));
  await office.waits(HOUR);
  for (const text of [...office.told(CAROL), office.question(CAROL)]) {
    expect(text).toMatch(/stopped logging on the trail main/);
    expect(text).not.toMatch(/sign-in to AWS|that sign-in/);
  }
});

describe('the person is told of the alert as it stands', () => {
  test('an administrator’s, which a yes has resolved, is settled', async () => {
    office = await Office.after({ who: centerRole('bob@example.com') });
    await office.says('yes', BOB);
    await office.shows(() => office.alert(), /resolved/);
    await office.shows(() => office.question(BOB), /The alert is settled/);
  });

  test('one that another question keeps open is not', async () => {
    office = await Office.after([{ at: -3 * MINUTE }, { fields: { sourceIPAddress: '203.0.113.9' } }], LINKED);
    await office.says('yes');
    await office.shows(() => office.question(), /stands beside the alert, which stays open/);
  });
});
