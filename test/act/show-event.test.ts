/** "Show event" as people see it: the record in a modal, whole but for its secrets, in pages, and for those who may. */
import { MINUTE, NOON, record } from '../fixtures';
import { ALICE, BOB, CHANNEL, type World, eventually, world } from '../harness';
import { buttons, choose, filled, literal, step, words } from './modals';

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

/** All parts of a record, from the first to the last. */
async function whole(user: string): Promise<string> {
  let view = await filled(here, user);
  const parts = [literal(view)];
  while (buttons(view).includes('event.further')) {
    view = await step(here, user, 'event.further');
    parts.push(literal(view));
  }
  return parts.join('\n');
}

describe.each(['socket', 'http'] as const)('by %s', (mode) => {
  test('the record of the event is shown, with its time and the way to the console', async () => {
    const put = at(-MINUTE);
    await alerted([put], { mode });
    const view = await choose(here, ALICE, 'show');
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
    const why = JSON.stringify(await choose(here, ALICE, 'why'));
    await choose(here, ALICE, 'show');
    const shown = await whole(ALICE);
    expect(shown).toContain('StopLogging');
    expect(shown).toContain('(redacted)');
    expect(shown + why + JSON.stringify(here.slack.openViews(ALICE))).not.toMatch(SECRETS);
  });

  test('but whose key it was stays', async () => {
    await alerted([
      at(-MINUTE, { responseElements: { credentials: { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', sessionToken: 'x' } } }),
    ]);
    expect(literal(await choose(here, ALICE, 'show'))).toContain('"ASIAIOSFODNN7EXAMPLE"');
  });
});

describe('a hostile record', () => {
  test('is text and nothing else', async () => {
    const nasty = '<!channel> <@U0BOB> *bold* `code` <https://evil.example|Sign in> :tada: ```x```';
    await alerted([at(-MINUTE, { requestParameters: { name: 'main', nasty } })]);
    const view = await choose(here, ALICE, 'show');
    expect(literal(view)).toContain(nasty);
    expect(words(view)).not.toMatch(/evil|<!channel>/);
  });

  test('shows what cannot be seen', async () => {
    await alerted([at(-MINUTE, { requestParameters: { name: 'main', turned: 'a\u202eb\u200bc\ud83d' } })]);
    expect(literal(await choose(here, ALICE, 'show'))).toContain('"a\\u202eb\\u200bc\\ud83d"');
  });

  test('that names the prototype shows its own keys', async () => {
    const raw = JSON.stringify(at(-MINUTE)).replace('{"name":"main"}', '{"name":"main","__proto__":{"constructor":1}}');
    here = await world({ start: true });
    here.aws.put(raw, { account: '111122223333', region: 'eu-central-1' });
    await here.app.tick();
    expect(literal(await choose(here, ALICE, 'show'))).toContain('"__proto__"');
  });

  test('hundreds of levels deep is shown as far as anyone reads', async () => {
    const deep = JSON.parse(`${'{"a":'.repeat(480)}1${'}'.repeat(480)}`) as unknown;
    await alerted([at(-MINUTE, { requestParameters: { name: 'main', deep } })]);
    await choose(here, ALICE, 'show');
    expect(await whole(ALICE)).toContain('nested too deep');
  });

  test('of a megabyte comes in parts, none of which cuts a character', async () => {
    const long = '🙂é'.repeat(350_000);
    await alerted([at(-MINUTE, { requestParameters: { name: 'main', long } })]);
    const first = await choose(here, ALICE, 'show');
    expect(words(first)).toMatch(/Part 1 of \d{3}/);
    expect(JSON.stringify(first).length).toBeLessThan(20_000);
    expect(literal(await step(here, ALICE, 'event.further')).isWellFormed()).toBe(true);
  });
});

describe('a long record', () => {
  const long = Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`field${n}`, `value ${n} 🙂`.repeat(3)]));

  test('is gone through part by part, forth and back, and is whole', async () => {
    const put = at(-MINUTE, { requestParameters: { name: 'main', ...long } });
    await alerted([put]);
    const first = await choose(here, ALICE, 'show');
    expect(words(first)).toMatch(/Part 1 of/);
    expect(buttons(first)).toEqual(['event.further']);
    const second = await step(here, ALICE, 'event.further');
    expect(buttons(second)).toEqual(['event.earlier', 'event.further']);
    expect(literal(await step(here, ALICE, 'event.earlier'))).toBe(literal(first));
    expect(JSON.parse(await whole(ALICE))).toEqual(put);
  });
});

describe('an alert of several events', () => {
  const three = [3, 2, 1].map((ago) => at(-ago * MINUTE, { requestID: `request-${ago}` }));

  test('begins with the event it is about and goes to older and newer ones', async () => {
    await alerted(three);
    const first = await choose(here, ALICE, 'show');
    expect(words(first)).toMatch(/Event \d of 3 of this alert, newest first/);
    let view = first;
    while (buttons(view).includes('event.newer')) view = await step(here, ALICE, 'event.newer');
    const seen = [literal(view)];
    while (buttons(view).includes('event.older')) seen.push(literal((view = await step(here, ALICE, 'event.older'))));
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
    const view = await choose(here, ALICE, 'show');
    expect(words(view)).toMatch(/Event 1 of \d+ of this alert/);
    expect(literal(await step(here, ALICE, 'event.older'))).toContain('request-');
  });
});

describe('who may see', () => {
  const only = `${ACCOUNTS}\npermissions: { raw_events: [${BOB}] }`;

  test('is refused in the modal, with who can', async () => {
    await alerted([at(-MINUTE)], { yaml: only });
    const view = await choose(here, ALICE, 'show');
    expect(words(view)).toMatch(/not allowed to see the records of events.*U0BOB/);
    expect(literal(view)).toBe('');
    expect(literal(await choose(here, BOB, 'show'))).toContain('StopLogging');
  });

  test('is asked again at each step', async () => {
    await alerted([at(-2 * MINUTE), at(-MINUTE)], { yaml: `${ACCOUNTS}\npermissions: { raw_events: [S0SECURITY] }` });
    const first = await choose(here, BOB, 'show');
    here.clock.advance(2 * MINUTE);
    here.slack.failNext('usergroups.users.list', 'internal_error');
    const [next = ''] = buttons(first);
    expect(words(await step(here, BOB, next))).toContain('could not say');
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
    expect(words(await choose(here, ALICE, 'show'))).toMatch(
      /no longer keeps the record.*Open in CloudTrail|Open in CloudTrail.*no longer keeps the record/,
    );
    expect(words(await choose(here, ALICE, 'why'))).toMatch(/values cannot be shown/);
  });

  test('an alert that is no longer there says so', async () => {
    await alerted([at(-MINUTE)]);
    await forget('alerts');
    expect(words(await choose(here, ALICE, 'show'))).toContain('no longer in the store');
    expect(words(await choose(here, ALICE, 'why'))).toContain('no longer in the store');
  });

  test('a modal that was closed meanwhile is no fault', async () => {
    await alerted([at(-MINUTE)]);
    here.slack.failNext('views.update', 'not_found');
    const message = here.slack.messages(CHANNEL)[0];
    const value = /"(show [0-9a-f]+)"/.exec(JSON.stringify(message?.blocks))?.[1] ?? '';
    await here.slack.click({ user: ALICE, channel: CHANNEL, ts: message?.ts ?? '', actionId: 'alert.more', value });
    await here.slack.until(() => here.slack.calls.some(({ method }) => method === 'views.update'));
    await here.app.stop();
    expect(here.slack.ephemerals(ALICE)).toEqual([]);
    expect(here.log.join('')).not.toContain('listener failed');
    await here.restart().catch(() => undefined);
  });

  test('what cannot be looked up is told in the modal', async () => {
    await alerted([at(-MINUTE)]);
    await forget('matches; DROP TABLE matches');
    expect(words(await choose(here, ALICE, 'show'))).toContain('could not look this up');
    await eventually(() => expect(here.log.join('')).toContain('listener failed'));
  });
});
