/** "Was this you?" through the wire: a sign-in, the question, each answer and none. */
import type { JsonObject } from '../../src/source/event';
import { HOUR, MINUTE, NOON, record } from '../fixtures';
import { ALICE, CHANNEL, type World, eventually, world } from '../harness';

let here: World;
afterEach(() => here.close());

const YAML = `accounts: [{ id: "111122223333", name: prod, environment: production, regions: [eu-central-1] }]
people: [{ principal: "arn:aws:iam::111122223333:user/alice", slack: ${ALICE} }]`;

const signIn = (offset: number, fields: Record<string, unknown> = {}): JsonObject =>
  record({
    eventTime: new Date(NOON + offset).toISOString(),
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    requestParameters: null,
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: { MFAUsed: 'Yes' },
    ...fields,
  });

const asked = (user = ALICE) => here.slack.directMessages(user);
const shown = (n = 0) => JSON.stringify(here.slack.messages(CHANNEL)[n]?.blocks);
const say = (answer: string, user = ALICE) =>
  here.slack.click({ user, channel: ALICE, ts: asked()[0]?.ts ?? '', actionId: `confirm.${answer}` });

async function signedIn(fields: Record<string, unknown> = {}, mode: 'socket' | 'http' = 'socket'): Promise<void> {
  here = await world({ yaml: YAML, mode, start: true });
  here.aws.put(signIn(-MINUTE, fields));
  await here.app.tick();
}

describe.each(['socket', 'http'] as const)('a question by %s', (mode) => {
  test('goes to the person with the facts, and the alert says so', async () => {
    await signedIn({}, mode);
    expect(asked()).toHaveLength(1);
    expect(JSON.stringify(asked()[0]?.blocks)).toMatch(/was this sign-in to AWS you.*prod.*198\.51\.100\.7/);
    expect(shown()).toContain('was asked whether this was them');
  });

  test('answered yes settles a routine alert', async () => {
    await signedIn({}, mode);
    await say('yes');
    await eventually(() => expect(shown()).toContain('it was me'));
    expect(shown()).toContain('Resolved');
    await eventually(() => expect(JSON.stringify(asked()[0]?.blocks)).toContain('Thank you'));
    expect(JSON.stringify(asked()[0]?.blocks)).not.toContain('confirm.yes');
  });

  test('answered no is critical at once, with containment', async () => {
    await signedIn({}, mode);
    await say('no');
    await eventually(() => expect(shown()).toContain('denied by the person'));
    expect(shown()).toMatch(/Critical.*Lock the console.*delete-login-profile --user-name alice/);
    const thread = here.slack.thread(CHANNEL, here.slack.messages(CHANNEL)[0]?.ts ?? '');
    expect(thread.map(({ text }) => text).join()).toContain('It was not them');
  });
});

describe('a question', () => {
  test('without an answer is reminded at half time and then told as unconfirmed', async () => {
    await signedIn();
    here.clock.advance(HOUR);
    await here.app.passTime();
    expect(asked()).toHaveLength(2);
    here.clock.advance(HOUR);
    await here.app.passTime();
    expect(shown()).toContain('Unconfirmed');
    await say('yes');
    await eventually(() => expect(shown()).toContain('it was me'));
  });
});
