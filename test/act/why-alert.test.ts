/** "Why this alert" as people see it: the rule, the values, the level, what joins it and what could have kept it quiet. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Expectation } from '../../src/alert/expectation';
import { openDatabase } from '../../src/store/database';
import { writeExpectation } from '../../src/store/expectations';
import { HOUR, MINUTE, NOON, record } from '../fixtures';
import { ALICE, BOB, CHANNEL, ROOT, type World, eventually, world } from '../harness';
import { choose, words } from './modals';

let here: World;
afterEach(() => here.close());

const ACCOUNTS = 'accounts: [{ id: "111122223333", name: prod, environment: production, regions: [eu-central-1] }]';
const at = (offset: number, fields: Record<string, unknown> = {}) =>
  record({ eventTime: new Date(NOON + offset).toISOString(), ...fields });
const STOPPED = 'StopLogging';

async function alerted(records: readonly unknown[], options: Parameters<typeof world>[0] = {}): Promise<void> {
  here = await world({ start: true, ...options });
  here.aws.put(records as never);
  await here.app.tick();
}
const why = async (user = ALICE) => words(await choose(here, user, 'why'));

const RULE = {
  id: '11111111-2222-4333-8444-555555555555',
  text: (title = 'Ours <!channel>') => `title: "${title}"
id: 11111111-2222-4333-8444-555555555555
status: test
description: A rule of our own
references: ["https://example.com/a|b?x=1", "javascript:alert(1)", "ftp://example.com"]
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventName: PutThing, "userAgent|contains": tool }
  condition: selection
level: high
trailwarden: { group: things, group_by: [requestParameters.name] }
`,
};

/** A folder with a rule of the operator's, and files beside it. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = join(tmpdir(), `trailwarden-rules-${process.pid}-${Math.round(performance.now() * 1000)}`);
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}
const put = (fields: Record<string, unknown> = {}) =>
  at(-MINUTE, { eventSource: 'things.amazonaws.com', eventName: 'PutThing', userAgent: 'tool/1', ...fields });

describe.each(['socket', 'http'] as const)('by %s', (mode) => {
  test('it tells the rule, the values, the level, the route and the times', async () => {
    await alerted([at(-2 * MINUTE)], { mode });
    const shown = await why();
    expect(shown).toMatch(/The rule.*CloudTrail/);
    expect(shown).toMatch(/What matched.*`eventName` is `StopLogging`/);
    expect(shown).toMatch(/Raised from high to critical because/);
    expect(shown).toMatch(/by `user:111122223333:alice` in account `111122223333`/);
    expect(shown).toMatch(/Nobody has snoozed it.*No expectation in force/);
    expect(shown).toMatch(/To <#C0SECURITY>, by route 1 of 1, the first that fits: medium, high, critical/);
    expect(shown).toMatch(/happened <!date.*opened <!date.*2 minutes after it/);
    expect(here.slack.openViews(ALICE).at(-1)?.blocks.length).toBeLessThanOrEqual(40);
    expect(here.slack.unacknowledged).toEqual([]);
  });
});

describe('a rule of the operator', () => {
  const yaml = (folder: string, more = '') => `${ACCOUNTS}\nrules: { folders: [${folder}]${more} }`;

  test('is named by its file, with its group, and only links of pages are links', async () => {
    await alerted([put()], { yaml: yaml(folderWith({ 'ours.yml': RULE.text() })) });
    const shown = await why();
    expect(shown).toMatch(/Ours &lt;!channel&gt;.*A rule of our own.*your rule, `[^`]*ours\.yml`.*group things/);
    expect(shown).toContain('<https://example.com/a%7Cb?x=1|a%7Cb (example.com)>');
    expect(shown).not.toMatch(/javascript:|ftp:|<!channel>/);
    expect(shown).toMatch(/`userAgent` is `tool\/1`/);
    expect(shown).toMatch(/What meets the same rule with `main`/);
  });

  test('whose level was overridden says both levels', async () => {
    const folder = folderWith({ 'ours.yml': RULE.text() });
    await alerted([put()], { yaml: yaml(folder, `, levels: { "${RULE.id}": medium }`) });
    expect(await why()).toMatch(/medium by your configuration; by itself it is high/);
  });

  test('with a filter names it', async () => {
    const filter = `title: Not the backup\nid: 11111111-2222-4333-8444-555555555556\nlogsource: { product: aws, service: cloudtrail }\nfilter:\n  rules: [${RULE.id}]\n  selection: { userAgent: backup }\n  condition: selection\n`;
    await alerted([put()], { yaml: yaml(folderWith({ 'ours.yml': RULE.text(), 'filter.yml': filter })) });
    expect(await why()).toMatch(/Filters of the rule that do not hold here: Not the backup/);
  });

  test('that is no longer in the folder is told from what the store has', async () => {
    const folder = folderWith({ 'ours.yml': RULE.text() });
    await alerted([put()], { yaml: yaml(folder) });
    writeFileSync(
      join(folder, 'ours.yml'),
      RULE.text('Another').replaceAll('555555555555', '555555555599').replace('PutThing', 'Other'),
    );
    await here.restart();
    await here.app.listen();
    const shown = await why();
    expect(shown).toMatch(/Ours &lt;!channel&gt;.*no longer loaded: it is not in the rule folders any more/);
    expect(shown).toMatch(/values cannot be shown: the rule is not loaded/);
  });

  test('that was changed since says that it would not match now', async () => {
    const folder = folderWith({ 'ours.yml': RULE.text() });
    await alerted([put()], { yaml: yaml(folder) });
    writeFileSync(join(folder, 'ours.yml'), RULE.text().replace('contains": tool', 'contains": other'));
    await here.restart();
    await here.app.listen();
    expect(await why()).toContain('It matched when the event was read. As the rule is now');
  });
});

describe('what was considered to keep it quiet', () => {
  async function expectThat(fields: Partial<Expectation>): Promise<void> {
    const database = openDatabase('sqlite:trailwarden.sqlite', here.folder, `${ROOT}/migrations`);
    const expectation: Expectation = {
      id: JSON.stringify(fields),
      covered: { kind: 'principal', principal: 'user:111122223333:alice', session: undefined },
      rules: { kind: 'rule', value: 'another-rule' },
      account: undefined,
      network: undefined,
      level: 'critical',
      reason: 'She is our *backup* <!here>',
      by: BOB,
      at: NOON - HOUR,
      until: NOON + 24 * HOUR,
      ...{ remindedAt: undefined, endedAt: undefined, endedBy: undefined, alertId: undefined },
      title: 'Another rule',
      ...{ matched: 0, lastMatchedAt: undefined },
      ...fields,
    };
    await database.transaction((trx) => writeExpectation(trx, expectation));
    await database.close();
  }
  const all = { kind: 'all', value: '' } as const;

  test.each<[string, Partial<Expectation>, RegExp]>([
    ['another rule', {}, /not this, because it is for another rule/],
    ['another account', { rules: all, account: '999988887777' }, /because it is for another account/],
    ['another network', { rules: all, network: '203.0.113.0/24' }, /because it is for another network/],
    ['a lower level', { rules: all, level: 'low' }, /because it does not reach up to critical/],
    [
      'somebody else altogether',
      { rules: all, covered: { kind: 'principal', principal: 'user:1:bob', session: undefined } },
      /No expectation in force/,
    ],
    ['a time that is over', { until: NOON - MINUTE }, /No expectation in force/],
    ['a rule that is never silent', { rules: all }, /it covers this, but this rule is never silent/],
  ])('an expectation for %s', async (_name, fields, told) => {
    await alerted([at(-MINUTE)]);
    await expectThat(fields);
    const shown = await why();
    expect(shown).toMatch(told);
    expect(shown).not.toContain('<!here>');
    expect(shown.includes('can be removed in `/trail expected`')).toBe(!/No expectation/.test(told.source));
  });

  test('a snooze that is on says until when and by whom', async () => {
    await alerted([at(-MINUTE)]);
    const message = here.slack.messages(CHANNEL)[0];
    const value = /"(1h [0-9a-f]+)"/.exec(JSON.stringify(message?.blocks))?.[1] ?? '';
    await here.slack.click({ user: BOB, channel: CHANNEL, ts: message?.ts ?? '', actionId: 'alert.snooze', value });
    await eventually(() => expect(JSON.stringify(here.slack.messages(CHANNEL)[0]?.blocks)).toContain('Snoozed'));
    expect(await why()).toMatch(/<@U0BOB> snoozed it until <!date/);
  });
});

describe('the rest', () => {
  test('other rules that met the same event are named with their levels', async () => {
    const folder = folderWith({
      'ours.yml': RULE.text('Also ours').replace('PutThing, "userAgent|contains": tool', STOPPED),
    });
    await alerted([at(-MINUTE)], { yaml: `${ACCOUNTS}\nrules: { folders: [${folder}] }` });
    expect(await why()).toMatch(/Rules that met the same event.*Also ours \(\w+\): part of this alert/);
  });

  test('values are for those who may see records', async () => {
    await alerted([put()], {
      yaml: `${ACCOUNTS}\npermissions: { raw_events: [${BOB}] }\nrules: { folders: [${folderWith({ 'ours.yml': RULE.text() })}] }`,
    });
    const shown = await why(ALICE);
    expect(shown).toMatch(/eventName, userAgent.*not allowed to see the records/);
    expect(shown).not.toContain('tool/1');
    expect(await why(BOB)).toContain('tool/1');
  });

  test('a correlation says what it counted', async () => {
    const denied = Array.from({ length: 12 }, (_, n) =>
      at(-MINUTE + n * 1000, {
        eventName: `Describe${n}`,
        eventSource: 'ec2.amazonaws.com',
        errorCode: 'AccessDenied',
      }),
    );
    await alerted(denied);
    expect(await why()).toMatch(
      /It counts what other rules meet within \d+ \w+: .*\d+ events here.*What this rule counts next/,
    );
  });

  test('hostile values stay text', async () => {
    const name = '`<!channel>` *x* <https://evil.example|y>';
    await alerted([put({ userAgent: `tool ${name}`, requestParameters: { name } })], {
      yaml: `${ACCOUNTS}\nrules: { folders: [${folderWith({ 'ours.yml': RULE.text('Plain') })}] }`,
    });
    expect(await why()).not.toMatch(/<!channel>|<https:\/\/evil/);
  });
});
