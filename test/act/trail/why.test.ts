/** `why EVENT_ID`: of an alert, of what was kept quiet in each of the ways there are, of what no rule met, and of what is not known. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeExpectation } from '../../../src/store/expectations';
import type { JsonObject } from '../../../src/source/event';
import { MINUTE, NOON, expectation, record } from '../../fixtures';
import { ALICE, BOB, CHANNEL, type World, world } from '../../harness';
import { unprotected } from '../expecting';
import { trail } from './asking';
import { clickModal, expectFits, openFromAnswer, said, written } from './hands';

let here: World;
afterEach(() => here.close());

const ACCOUNTS = 'accounts: [{ id: "111122223333", name: prod, environment: production, regions: [eu-central-1] }]';
const ID = '11111111-2222-4333-8444-555555555555';
const OURS = `title: Ours <!channel>
id: ${ID}
status: test
description: A rule of our own
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventName: PutThing, "userAgent|contains": tool }
  condition: selection
level: high
`;
const FILTER = `title: Not the backup
id: 11111111-2222-4333-8444-555555555556
logsource: { product: aws, service: cloudtrail }
filter:
  rules: [${ID}]
  selection: { userAgent: tool/backup }
  condition: selection
`;

const MANY = `title: Many of ours
id: 11111111-2222-4333-8444-555555555557
correlation:
  type: event_count
  rules: [ours]
  group-by: [userAgent]
  timespan: 10m
  condition: { gte: 5 }
level: high
`;

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-rules-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}
const ours = (files: Readonly<Record<string, string>> = { 'ours.yml': OURS }, more = '') =>
  `${ACCOUNTS}\nrules: { folders: [${folderWith(files)}]${more} }`;
const put = (fields: Record<string, unknown> = {}): JsonObject =>
  record({
    eventTime: new Date(NOON - MINUTE).toISOString(),
    ...{ eventSource: 'things.amazonaws.com', eventName: 'PutThing', userAgent: 'tool/1' },
    ...fields,
  });

async function read(records: readonly JsonObject[], options: Parameters<typeof world>[0] = {}): Promise<void> {
  here = await world({ start: true, ...options });
  here.aws.put(records);
  await here.app.tick();
}
const why = async (one: JsonObject, user = ALICE) => {
  const blocks = await trail(here, user, `why ${one.eventID as string}`);
  expectFits(blocks);
  return said(blocks);
};

describe.each(['socket', 'http'] as const)('by %s', (mode) => {
  test('of an alert: the rule, the values, the level, the route; also of an event that only joined it', async () => {
    const [first, second] = [
      record({ eventTime: new Date(NOON - 3 * MINUTE).toISOString() }),
      record({ eventTime: new Date(NOON - MINUTE).toISOString() }),
    ];
    await read([first, second], { mode });
    const shown = [await why(first), await why(second)];
    for (const one of shown) {
      expect(one).toMatch(/Critical\* —.*The rule.*What matched.*`eventName` is `StopLogging`.*To <#C0SECURITY>/);
      expect(one).toMatch(/Open the alert.*The event/);
    }
    expect(shown.filter((one) => one.includes('is part of this alert'))).toHaveLength(1);
    expect(said((await openFromAnswer(here, ALICE, 'trail.open/0')).blocks)).toContain('trail.alert.acknowledge');
  });
});

describe('kept quiet', () => {
  test('by an expectation: who, why, until when; the list of them opens, and it can be removed there', async () => {
    here = await world({ start: true });
    const all = { kind: 'all', value: '' } as const;
    const reason = 'nightly *job* <!here>';
    await written(here, (trx) => writeExpectation(trx, expectation({ rules: all, by: BOB, reason })));
    const one = unprotected('deploy', 'ci', -MINUTE);
    here.aws.put([one] as never);
    await here.app.tick();
    const shown = await why(one);
    expect(shown).toMatch(/No alert.*role deploy.*UpdateTable.*<@U0BOB> expected it: nightly.*Expected until <!date/);
    expect(shown).toMatch(/Other rules that came close.*DynamoDB table created or changed \(low\): kept quiet/);
    expect(shown).not.toContain('<!here>');
    expect(said((await openFromAnswer(here, ALICE, 'trail.open/3')).blocks)).toContain('Remove');
    expect(said((await clickModal(here, ALICE, 'trail.remove')).blocks)).toMatch(/Removed by <@U0ALICE>/);
    expect(here.slack.openViews(ALICE)).toHaveLength(1);
    expect(await why(one)).toMatch(/Removed by <@U0ALICE>.*It would be an alert now/);
  });

  test('by staging', async () => {
    const one = put();
    await read([one], { yaml: ours(undefined, `, staging: [${ID}]`) });
    const shown = await why(one);
    expect(shown).toMatch(
      /No alert\* — 🟠 high at most.*Ours &lt;!channel&gt;.*was in staging, which is silent.*It still is/,
    );
    expect(shown).toMatch(/`userAgent` is `tool\/1`/);
  });

  test('by a filter, which is named; where the record is not for everybody its values are not shown, nor shared', async () => {
    const one = put({ userAgent: 'tool/backup' });
    await read([one], {
      yaml: `${ours({ 'ours.yml': OURS, 'filter.yml': FILTER })}\npermissions: { raw_events: [${BOB}] }`,
    });
    const shown = await why(one);
    expect(shown).toMatch(
      /A filter leaves it out: Not the backup.*eventName, userAgent.*not allowed to see the records.*Share to channel/,
    );
    expect(shown).not.toContain('tool/backup');
    const theirs = await why(one, BOB);
    expect(theirs).toContain('tool/backup');
    expect(theirs).not.toContain('Share to channel');
  });

  test('the worst of it, while another rule made a lesser alert of it that was posted nowhere', async () => {
    here = await world({ start: true });
    const backup = { kind: 'group', value: 'backup' } as const;
    await written(here, (trx) => writeExpectation(trx, expectation({ rules: backup, by: BOB })));
    const one = unprotected('deploy', 'ci', -MINUTE);
    here.aws.put([one] as never);
    await here.app.tick();
    expect(await why(one)).toMatch(
      /A worse rule was kept quiet.*deletion protection switched off.*<@U0BOB> expected it.*posted in no channel.*\*Low\*.*None of your 1 routes/,
    );
  });

  test('as it is only counted, for a rule that is named', async () => {
    const one = put();
    const named = OURS.replace('title: Ours', 'name: ours\ntitle: Ours');
    await read([one], { yaml: ours({ 'ours.yml': named, 'many.yml': MANY }) });
    expect(await why(one)).toMatch(
      /It is only counted: one such event means little, many are told by Many of ours, within 10 minutes/,
    );
  });
});

describe('no rule met it', () => {
  test('and none looks at it, or those that do are named', async () => {
    const [other, near] = [put({ eventName: 'GetNothing' }), put({ userAgent: 'else' })];
    await read([other, near], { yaml: ours() });
    expect(await why(other)).toMatch(
      /no rule met it.*None of the \d+ rules looks for `GetNothing` of `things` by its name/,
    );
    expect(await why(near)).toMatch(
      /One rule looks at `PutThing`\. This one was not what it asks of it:\\n• {2}Ours &lt;!channel&gt; \(high\)/,
    );
  });

  test('when it was read: a rule that came later would match now', async () => {
    const folder = folderWith({ 'other.yml': OURS.replace('PutThing', 'Other') });
    const one = put();
    await read([one], { yaml: `${ACCOUNTS}\nrules: { folders: [${folder}] }` });
    writeFileSync(join(folder, 'other.yml'), OURS);
    await here.restart();
    await here.app.listen();
    expect(await why(one)).toMatch(/It would match now, as high\. It did not when the event was read/);
  });

  test('an event that is not in the store: how far that reaches, and where to look', async () => {
    await read([put()]);
    const shown = said(await trail(here, ALICE, 'why 7f1b2c3d-0000-4000-8000-1a2b3c4d5e6f'));
    expect(shown).toMatch(/has not read an event `7f1b.*reaches back to <!date.*kept for 90 days.*Look in CloudTrail/);
    const odd = said(await trail(here, ALICE, "why x'OR'1'='1<!channel>*_`"));
    expect(odd).toMatch(/has not read an event/);
    expect(odd).not.toMatch(/<!channel>|Look in CloudTrail/);
  });

  test('a record that is gone is told from what was recorded', async () => {
    const one = put();
    await read([one], { yaml: ours(undefined, `, staging: [${ID}]`) });
    await written(here, (trx) => trx.deleteFrom('events').execute());
    expect(await why(one)).toMatch(
      /record of it is no longer kept, but for its time, <!date.*was in staging.*values cannot be shown/,
    );
    expect(here.slack.messages(CHANNEL)).toEqual([]);
  });
});

test('a level that no route takes says so', async () => {
  const one = put();
  await read([one], { yaml: ours({ 'ours.yml': OURS.replace('level: high', 'level: low') }) });
  expect(await why(one)).toMatch(/It stands in no channel.*None of your 1 routes takes low alerts/);
});

test('the worst event fits', async () => {
  const long = 'ü&<'.repeat(2000);
  const one = put({
    userAgent: `tool ${long}`,
    errorCode: long,
    sourceIPAddress: long,
    userIdentity: { type: 'IAMUser', userName: long, accountId: '111122223333' },
  });
  const rules = Object.fromEntries(
    Array.from({ length: 14 }, (_, n) => [
      `${n}.yml`,
      OURS.replace('Ours', `${long.slice(0, 900)} ${n}`).replace(ID, `${ID.slice(0, -2)}${10 + n}`),
    ]),
  );
  const ids = Array.from({ length: 14 }, (_, n) => `${ID.slice(0, -2)}${10 + n}`);
  await read([one], { yaml: ours(rules, `, staging: [${ids.join(', ')}]`) });
  expect(await why(one)).toContain('Other rules that came close');
  const loud = put({
    ...one,
    eventID: '00000000-0000-4000-8000-999999999999',
    eventName: 'StopLogging',
    eventSource: 'cloudtrail.amazonaws.com',
  });
  here.aws.put([loud] as never);
  await here.app.tick();
  expect(await why(loud)).toContain('Open the alert');
});
