/** `/trail event ID` as people see it: facts for everybody, the record in a modal for those who may, and what to do where it is not kept. */
import { MINUTE } from '../../fixtures';
import { ALICE, BOB, CHANNEL, type World } from '../../harness';
import { literal } from '../modals';
import { trail } from './asking';
import { at, buttonsIn, happened, last, opened, words } from './looking';

let here: World;
afterEach(() => here.close());

const ACCOUNTS = 'accounts: [{ id: "111122223333", name: prod, environment: production, regions: [eu-central-1] }]';
const ID = '7f1b2c3d-0000-4000-8000-1a2b3c4d5e6f';
const STOPPED = at(-MINUTE, { eventID: ID });

describe.each(['socket', 'http'] as const)('by %s', (mode) => {
  test('facts, what rules made of it, and where to look further', async () => {
    here = await happened([STOPPED], { mode });
    const blocks = await trail(here, BOB, `event ${ID}`);
    const told = words(blocks);
    expect(told).toMatch(
      /^alice {2}StopLogging cloudtrail\nWhen\n2026-11-20 11:59:00 UTC\nwrite\nWhere\nprod 111122223333\neu-central-1\nFrom\n198.51.100.7\nAWS CLI/,
    );
    expect(told).toMatch(/🔴 Critical {2}.*: in an alert that is open\nevent 7f1b2c3d.*Open in CloudTrail/);
    expect([...buttonsIn(blocks).keys()]).toEqual([
      'Show record',
      'Why',
      'Open alert',
      'What they did then',
      'Share to channel',
    ]);
    expect(JSON.parse(literal(await opened(here, BOB, 'Show record')))).toEqual(STOPPED);
    expect(words((await opened(here, BOB, 'Back to the facts')).blocks)).toContain('AWS CLI');
  });
});

test('what they did then leads to their story, the alert to the alert, why to why', async () => {
  here = await happened([STOPPED, at(-2 * MINUTE, { eventName: 'DescribeTrails', readOnly: true })]);
  await trail(here, ALICE, `event ${ID}`);
  const story = words((await opened(here, ALICE, 'What they did then')).blocks);
  expect(story).toMatch(/DescribeTrails[^]*StopLogging/);
});

test('an event that met no rule says so', async () => {
  here = await happened([at(-MINUTE, { eventID: ID, eventName: 'ListTrails', readOnly: true })]);
  const blocks = await trail(here, ALICE, `event ${ID}`);
  expect(words(blocks)).toContain('No rule met it, so it raised no alert.');
  expect([...buttonsIn(blocks).keys()]).toEqual([
    'Show record',
    'Why no alert',
    'What they did then',
    'Share to channel',
  ]);
});

describe('who may not see records', () => {
  test('sees the facts, and who can; nobody gets around it by a button of somebody else', async () => {
    here = await happened([STOPPED], { yaml: `${ACCOUNTS}\npermissions: { raw_events: [U0ALICE] }` });
    const blocks = await trail(here, BOB, `event ${ID}`);
    expect(words(blocks)).toMatch(
      /StopLogging[^]*The record is not shown. You are not allowed to see the records of events here. Those who are: <@U0ALICE>/,
    );
    expect(buttonsIn(blocks).has('Show record')).toBe(false);
    await trail(here, ALICE, `event ${ID}`);
    expect(literal(await opened(here, ALICE, 'Show record'))).toContain('StopLogging');
  });

  test('shares the facts without what was said to them alone, and calls no group', async () => {
    here = await happened([STOPPED], { yaml: `${ACCOUNTS}\npermissions: { raw_events: [S0SECURITY] }` });
    expect(words(await trail(here, 'U0CAROL', `event ${ID}`))).toContain('<!subteam^S0SECURITY>');
    const before = here.slack.messages(CHANNEL).length;
    await here.slack.click({
      user: 'U0CAROL',
      channel: CHANNEL,
      ts: last(here, 'U0CAROL').ts,
      actionId: 'trail.share',
    });
    const shared = await here.slack.until(() => here.slack.messages(CHANNEL)[before]);
    expect(words(shared.blocks ?? [])).toContain('StopLogging');
    expect(JSON.stringify(shared.blocks)).not.toMatch(/subteam|not allowed/);
  });

  test('shares no answer that became one for them alone since the button was drawn', async () => {
    here = await happened([STOPPED], { yaml: `${ACCOUNTS}\npermissions: { raw_events: members }` });
    here.slack.failNext('conversations.members', 'internal_error');
    const blocks = await trail(here, BOB, `why ${ID}`);
    expect(words(blocks)).toContain('could not say');
    const before = here.slack.messages(CHANNEL).length;
    here.clock.advance(2 * MINUTE);
    const { ts } = last(here, BOB);
    await here.slack.click({ user: BOB, channel: CHANNEL, ts, actionId: 'trail.share' });
    await here.slack.until(() => here.slack.ephemerals(BOB).some(({ text }) => /for you alone/.test(text ?? '')));
    expect(here.slack.messages(CHANNEL)).toHaveLength(before);
  });

  test('members of the channel of its alert may, where members do', async () => {
    here = await happened([STOPPED, at(-MINUTE, { eventID: 'quiet', eventName: 'ListTrails', readOnly: true })], {
      yaml: `${ACCOUNTS}\npermissions: { raw_events: members }`,
    });
    expect(buttonsIn(await trail(here, BOB, `event ${ID}`)).has('Show record')).toBe(true);
    expect(buttonsIn(await trail(here, 'U0CAROL', `event ${ID}`)).has('Show record')).toBe(false);
    expect(buttonsIn(await trail(here, BOB, 'event quiet')).has('Show record')).toBe(false);
  });
});

test('a long record comes in parts, without its secrets', async () => {
  const long = Array.from({ length: 400 }, (_, n) => `value-${n}`);
  const secret = { password: 'canary-password', note: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
  here = await happened([at(-MINUTE, { eventID: ID, requestParameters: { name: 'main', ...secret, long } })]);
  await trail(here, ALICE, `event ${ID}`);
  let view = await opened(here, ALICE, 'Show record');
  const parts = [literal(view)];
  while (buttonsIn(view.blocks).has('Further part')) {
    view = await opened(here, ALICE, 'Further part');
    parts.push(literal(view));
  }
  expect(parts.length).toBeGreaterThan(1);
  const whole = parts.join('\n');
  expect(whole).toContain('value-399');
  expect(whole + JSON.stringify(here.slack.ephemerals(ALICE))).not.toMatch(/canary-password|wJalrX/);
  expect(literal(await opened(here, ALICE, 'Earlier part'))).toBe(parts.at(-2));
});

test.each([
  ['an id of no event', ID],
  ['an injection', `x'--`],
  ['markup', '<!channel>`*x*'],
])('%s: says since when the store reaches, and offers to ask CloudTrail', async (_name, id) => {
  here = await happened([at(-MINUTE)]);
  const told = words(await trail(here, ALICE, `event ${id}`));
  expect(told).toMatch(
    /^The store has no event .*CloudTrail itself keeps events for 90 days[^]*The store reaches back to/,
  );
  expect(buttonsIn(last(here, ALICE).blocks).has('Ask CloudTrail')).toBe(true);
  expect(JSON.stringify(last(here, ALICE).blocks)).not.toContain('"text":"<!channel>');
});
