/** "Show event" as people see it: the record in a modal, whole but for its secrets, in pages, and for those who may. */
import type { View } from '../../demo/slack/views';
import { MINUTE, NOON, record } from '../fixtures';
import { ALICE, BOB, CHANNEL, type World, eventually, world } from '../harness';

let here: World;
afterEach(() => here.close());

const ACCOUNTS = 'accounts: [{ id: "111122223333", name: prod, environment: production, regions: [eu-central-1] }]';
const at = (offset: number, fields: Record<string, unknown> = {}) =>
  record({ eventTime: new Date(NOON + offset).toISOString(), ...fields });

async function alerted(records: readonly unknown[], options: Parameters<typeof world>[0] = {}): Promise<void> {
  here = await world({ start: true, ...options });
  here.aws.put(records as never);
  await here.app.tick();
}

async function choose(user: string, word: string): Promise<View> {
  const message = here.slack.messages(CHANNEL)[0];
  const value = new RegExp(`"(${word} [0-9a-f]+)"`).exec(JSON.stringify(message?.blocks))?.[1] ?? '';
  const before = here.slack.openViews(user).at(-1)?.hash;
  const clicked = await here.slack.click({
    user,
    channel: CHANNEL,
    ts: message?.ts ?? '',
    actionId: 'alert.more',
    value,
  });
  expect(clicked).toMatchObject({ ok: true });
  return filled(user, before);
}

/** The modal once it is no longer loading. */
async function filled(user: string, hash?: string): Promise<View> {
  return here.slack.until(() => {
    const view = here.slack.openViews(user).at(-1);
    return view && view.hash !== hash && !JSON.stringify(view.blocks).includes('One moment') && view;
  });
}

async function step(user: string, actionId: string): Promise<View> {
  const view = here.slack.openViews(user).at(-1);
  await here.slack.click({ user, viewId: view?.id ?? '', actionId });
  return filled(user, view?.hash);
}

interface Box {
  readonly elements: readonly { readonly elements: readonly { readonly text: string }[] }[];
}

/** What stands in the box. */
function literal({ blocks }: View): string {
  const boxes = blocks.filter(({ type }) => type === 'rich_text') as unknown as Box[];
  return boxes.flatMap((box) => box.elements.flatMap(({ elements }) => elements.map(({ text }) => text))).join('');
}
const words = ({ blocks }: View): string => JSON.stringify(blocks.filter(({ type }) => type !== 'rich_text'));
const buttons = (view: View): readonly string[] =>
  [...JSON.stringify(view.blocks).matchAll(/"action_id":"([\w.]+)"/g)].map(([, id = '']) => id);

/** All parts of a record, from the first to the last. */
async function whole(user: string): Promise<string> {
  let view = await filled(user);
  const parts = [literal(view)];
  while (buttons(view).includes('event.further')) {
    view = await step(user, 'event.further');
    parts.push(literal(view));
  }
  return parts.join('\n');
}

describe.each(['socket', 'http'] as const)('by %s', (mode) => {
  test('the record of the event is shown, with its time and the way to the console', async () => {
    const put = at(-MINUTE);
    await alerted([put], { mode });
    const view = await choose(ALICE, 'show');
    expect(JSON.parse(literal(view))).toEqual(put);
    expect(words(view)).toMatch(/StopLogging.*cloudtrail\.amazonaws\.com.*<!date\^.*Open in CloudTrail/);
    expect(here.slack.ephemerals(ALICE)).toEqual([]);
    expect(here.slack.unacknowledged).toEqual([]);
  });
});

const CANARIES = {
  key: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  jwt: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJlLWNhbmFyeQ',
  pem: '-----BEGIN PRIVATE KEY-----\nMIIcanaryPrivate\n-----END PRIVATE KEY-----',
  password: 'canary-password',
  signature: 'https://b.s3.amazonaws.com/k?X-Amz-Security-Token=canarytoken&X-Amz-Signature=canarysignature',
  url: 'postgres://bob:canary-login@db.example.com/x',
  session: `IQoJb3JpZ2luX2VjE${'canarysession'.repeat(20)}`,
};
const SECRETS =
  /wJalrX|c2lnbmF0dXJl|MIIcanary|canary-password|canarytoken|canarysignature|canary-login|canarysession|aGlkZGVu/;
const prose = Object.values({ ...CANARIES, password: `password: ${CANARIES.password}` }).join(' and ');

describe('no secret is ever shown', () => {
  test.each<[string, Record<string, unknown>]>([
    ['in requestParameters', { requestParameters: { name: 'main', note: prose, password: CANARIES.password } }],
    ['in a list of requestParameters', { requestParameters: { name: 'main', list: [[{ deep: prose }]] } }],
    [
      'in responseElements',
      { responseElements: { credentials: { sessionToken: CANARIES.session, secretAccessKey: CANARIES.key } } },
    ],
    ['in userData', { requestParameters: { name: 'main', userData: 'aGlkZGVu' } }],
    ['in an errorMessage', { errorCode: 'ValidationException', errorMessage: prose }],
    ['in the user agent', { userAgent: `tool/1 ${prose}` }],
    ['in what the alert names', { requestParameters: { name: prose } }],
    ['as the name of a field', { requestParameters: { name: 'main', [`password=${CANARIES.password}`]: 1 } }],
  ])('%s', async (_name, fields) => {
    await alerted([at(-MINUTE, fields)]);
    const why = JSON.stringify(await choose(ALICE, 'why'));
    await choose(ALICE, 'show');
    const shown = await whole(ALICE);
    expect(shown).toContain('StopLogging');
    expect(shown).toContain('(redacted)');
    expect(shown + why + JSON.stringify(here.slack.openViews(ALICE))).not.toMatch(SECRETS);
  });

  test('but whose key it was stays', async () => {
    await alerted([
      at(-MINUTE, { responseElements: { credentials: { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', sessionToken: 'x' } } }),
    ]);
    expect(literal(await choose(ALICE, 'show'))).toContain('"ASIAIOSFODNN7EXAMPLE"');
  });
});

describe('a hostile record', () => {
  test('is text and nothing else', async () => {
    const nasty = '<!channel> <@U0BOB> *bold* `code` <https://evil.example|Sign in> :tada: ```x```';
    await alerted([at(-MINUTE, { requestParameters: { name: 'main', nasty } })]);
    const view = await choose(ALICE, 'show');
    expect(literal(view)).toContain(nasty);
    expect(words(view)).not.toMatch(/evil|<!channel>/);
  });

  test('shows what cannot be seen', async () => {
    await alerted([at(-MINUTE, { requestParameters: { name: 'main', turned: 'a\u202eb\u200bc\ud83d' } })]);
    expect(literal(await choose(ALICE, 'show'))).toContain('"a\\u202eb\\u200bc\\ud83d"');
  });

  test('that names the prototype shows its own keys', async () => {
    const raw = JSON.stringify(at(-MINUTE)).replace('{"name":"main"}', '{"name":"main","__proto__":{"constructor":1}}');
    here = await world({ start: true });
    here.aws.put(raw, { account: '111122223333', region: 'eu-central-1' });
    await here.app.tick();
    expect(literal(await choose(ALICE, 'show'))).toContain('"__proto__"');
  });

  test('500 levels deep is shown as far as anyone reads', async () => {
    const deep = JSON.parse(`${'{"a":'.repeat(500)}1${'}'.repeat(500)}`) as unknown;
    await alerted([at(-MINUTE, { requestParameters: { name: 'main', deep } })]);
    console.log(here.log.join('').slice(-3000));
    await choose(ALICE, 'show');
    expect(await whole(ALICE)).toContain('nested too deep');
  });

  test('of a megabyte comes in parts, and not one character of it is lost', async () => {
    const long = '🙂é'.repeat(350_000);
    await alerted([at(-MINUTE, { requestParameters: { name: 'main', long } })]);
    const first = await choose(ALICE, 'show');
    expect(words(first)).toMatch(/Part 1 of \d{3}/);
    expect(JSON.stringify(first).length).toBeLessThan(20_000);
    expect(literal(await step(ALICE, 'event.further')).isWellFormed()).toBe(true);
  });
});

describe('a long record', () => {
  const long = Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`field${n}`, `value ${n} 🙂`.repeat(3)]));

  test('is gone through part by part, forth and back, and is whole', async () => {
    const put = at(-MINUTE, { requestParameters: { name: 'main', ...long } });
    await alerted([put]);
    const first = await choose(ALICE, 'show');
    expect(words(first)).toMatch(/Part 1 of/);
    expect(buttons(first)).toEqual(['event.further']);
    const second = await step(ALICE, 'event.further');
    expect(buttons(second)).toEqual(['event.earlier', 'event.further']);
    expect(literal(await step(ALICE, 'event.earlier'))).toBe(literal(first));
    expect(JSON.parse(await whole(ALICE))).toEqual(put);
  });
});

describe('an alert of several events', () => {
  const three = [3, 2, 1].map((ago) => at(-ago * MINUTE, { requestID: `request-${ago}` }));

  test('begins with the event it is about and goes to older and newer ones', async () => {
    await alerted(three);
    const first = await choose(ALICE, 'show');
    expect(words(first)).toMatch(/Event \d of 3 of this alert, newest first/);
    let view = first;
    while (buttons(view).includes('event.newer')) view = await step(ALICE, 'event.newer');
    const seen = [literal(view)];
    while (buttons(view).includes('event.older')) seen.push(literal((view = await step(ALICE, 'event.older'))));
    expect(seen.map((text) => /request-\d/.exec(text)?.[0])).toEqual(['request-1', 'request-2', 'request-3']);
  });

  test('of a correlation shows each event that was counted', async () => {
    const denied = Array.from({ length: 12 }, (_, n) =>
      at(-MINUTE + n * 1000, {
        eventName: `Describe${n}`,
        eventSource: 'ec2.amazonaws.com',
        errorCode: 'AccessDenied',
        requestID: `request-${n}`,
      }),
    );
    await alerted(denied);
    const view = await choose(ALICE, 'show');
    expect(words(view)).toMatch(/Event 1 of \d+ of this alert/);
    expect(literal(await step(ALICE, 'event.older'))).toContain('request-');
  });
});

describe('who may see', () => {
  const only = `${ACCOUNTS}\npermissions: { raw_events: [${BOB}] }`;

  test('is refused in the modal, with who can', async () => {
    await alerted([at(-MINUTE)], { yaml: only });
    const view = await choose(ALICE, 'show');
    expect(words(view)).toMatch(/not allowed to see the records of events.*U0BOB/);
    expect(literal(view)).toBe('');
    expect(literal(await choose(BOB, 'show'))).toContain('StopLogging');
  });

  test('is asked again at each step', async () => {
    await alerted([at(-2 * MINUTE), at(-MINUTE)], { yaml: `${ACCOUNTS}\npermissions: { raw_events: [S0SECURITY] }` });
    const first = await choose(BOB, 'show');
    here.clock.advance(2 * MINUTE);
    here.slack.failNext('usergroups.users.list', 'internal_error');
    const [next = ''] = buttons(first);
    expect(words(await step(BOB, next))).toContain('not allowed');
  });
});

describe('what is gone', () => {
  async function forget(table: string): Promise<void> {
    const sqlite = (await import('better-sqlite3')).default;
    const file = new sqlite(`${here.folder}/trailwarden.sqlite`);
    file.exec(`DELETE FROM ${table}`);
    file.close();
  }

  test('a record that retention has removed is spoken of kindly, in both modals', async () => {
    await alerted([at(-MINUTE)]);
    await forget('events');
    expect(words(await choose(ALICE, 'show'))).toMatch(
      /no longer keeps the record.*Open in CloudTrail|Open in CloudTrail.*no longer keeps the record/,
    );
    expect(words(await choose(ALICE, 'why'))).toMatch(/values cannot be shown/);
  });

  test('an alert that is no longer there says so', async () => {
    await alerted([at(-MINUTE)]);
    await forget('alerts');
    expect(words(await choose(ALICE, 'show'))).toContain('no longer in the store');
    expect(words(await choose(ALICE, 'why'))).toContain('no longer in the store');
  });
});
