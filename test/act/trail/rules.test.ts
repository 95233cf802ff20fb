/** `rules`: the list by any words, and one rule whole; rules of an operator may say anything. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MINUTE, NOON, record } from '../../fixtures';
import { ALICE, type World, world } from '../../harness';
import { trail } from './asking';
import { clickAnswer, expectFits, openFromAnswer, said } from './hands';

let here: World;
afterEach(() => here.close());

const ACCOUNTS = 'accounts: [{ id: "111122223333", name: prod, environment: production, regions: [eu-central-1] }]';
const ID = '11111111-2222-4333-8444-555555555555';
const text = (id: string, title: string, more = '') => `title: "${title}"
id: ${id}
status: test
description: "A rule of <!channel> our own"
references: ["https://example.com/a", "javascript:alert(1)"]
tags: [attack.t1562.008, attack.made-up]
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventName: PutThing }
  condition: selection
falsepositives: ["The <https://evil.example|backup>"]
level: high
${more}`;

function yaml(rules: Readonly<Record<string, string>>, more = ''): string {
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-rules-'));
  for (const [name, one] of Object.entries(rules)) writeFileSync(join(folder, name), one);
  return `${ACCOUNTS}\nrules: { folders: [${folder}]${more} }`;
}
const ask = async (what: string) => {
  const blocks = await trail(here, ALICE, what);
  expectFits(blocks);
  return said(blocks);
};

test('all of them in pages, the worst first, each once; one is found by any of its words', async () => {
  here = await world({ start: true });
  const first = await ask('rules');
  const running = Number(/\*(\d+) rules run/.exec(first)?.[1]);
  expect(running).toBeGreaterThan(100);
  expect(first).toMatch(/🔴.*critical.*no match in 30 days.*looks at/);
  const ids = (shown: string): string[] => shown.match(/"rules ([\w-]+)"/g) ?? [];
  const second = said(await clickAnswer(here, ALICE, 'trail.older'));
  expect(ids(second).some((id) => ids(first).includes(id))).toBe(false);
  expect(said(await clickAnswer(here, ALICE, 'trail.newer'))).toContain(ids(first)[0]);
  expect(await ask('rules ConsoleLogin ROOT')).toMatch(/Root user signed in to the console/);
  expect(await ask('rules t1562.008 stopped')).toMatch(/CloudTrail logging stopped/);
  expect(await ask('rules group-that-is-none <!channel> %_')).toMatch(
    /None of the \d+ rules has `group-that-is-none &lt;!channel&gt; %_`/,
  );
  expect((await ask(`rules ${'"\\\\" '.repeat(200)}`)).length).toBeGreaterThan(0);
});

test('a row opens the rule: what it looks at, why, what to do, how it is rated', async () => {
  here = await world({ start: true });
  here.aws.put([record({ eventTime: new Date(NOON - MINUTE).toISOString() })] as never);
  await here.app.tick();
  expect(await ask('rules CloudTrail logging stopped')).toMatch(/1 alert of 1 match in 30 days/);
  const shown = said((await openFromAnswer(here, ALICE, 'trail.open/0')).blocks);
  expect(shown).toMatch(
    /What it looks at.*`StopLogging`.*of `cloudtrail.amazonaws.com`.*for example.*Why it matters.*What to do next/,
  );
  expect(shown).toMatch(
    /How it is rated.*It is high.*raised to critical because it is a production account.*never silent/,
  );
  expect(shown).toMatch(/attack\.mitre\.org\/techniques\/T1562\/008\/\|T1562\.008.*Read more/);
  expect(shown).toMatch(/1 alert of 1 match.*group logging.*by Trailwarden/);
});

test('rules of an operator: in staging, with another level, switched off, and never markup', async () => {
  const OFF = '11111111-2222-4333-8444-555555555556';
  const rules = { 'a.yml': text(ID, 'Ours <!here> *x*'), 'b.yml': text(OFF, 'Off') };
  here = await world({
    start: true,
    yaml: yaml(rules, `, staging: [${ID}], levels: { "${ID}": low }, disable: [${OFF}]`),
  });
  const list = await ask('rules PutThing');
  expect(list).toMatch(/🔵.*Ours &lt;!here&gt;.*low {2}· {2}🧪 in staging, silent {2}· {2}your rule/);
  expect(await ask('rules disabled off')).toMatch(/⚫ \*Off\*\\n\*off\*: /);
  const one = await ask(`rules ${ID.toUpperCase()}`);
  expect(one).toMatch(/It is low, by your configuration; by itself high/);
  expect(one).toMatch(/your rule, `[^`]*a\.yml`/);
  expect(one).not.toMatch(/<!here>|<!channel>|<https:\/\/evil|javascript:/);
  expect(await ask(`rules ${OFF}`)).toMatch(/does not run: /);
});

test('a correlation says what it counts, and what it counts says so', async () => {
  const many = `title: Many of ours
id: 11111111-2222-4333-8444-555555555557
correlation: { type: event_count, rules: [ours], group-by: [userAgent], timespan: 10m, condition: { gte: 5 } }
level: high
`;
  here = await world({ start: true, yaml: yaml({ 'a.yml': text(ID, 'Ours', 'name: ours'), 'b.yml': many }) });
  expect(await ask('rules 11111111-2222-4333-8444-555555555557')).toMatch(
    /It counts, within 10 minutes, what other rules meet: Ours/,
  );
  expect(await ask(`rules ${ID}`)).toMatch(/It is only counted, for a rule that looks at several events/);
});

test('the longest rules fit, in the list and alone', async () => {
  const long = 'ü&<'.repeat(700);
  const steps = `trailwarden:\n  why: "${long}"\n  what: "${long}"\n  group: "${long.slice(0, 200)}"\n  next_steps: [${Array(5).fill(`"${long}"`).join(', ')}]\n`;
  const rules = Object.fromEntries(
    Array.from({ length: 9 }, (_, n) => [
      `${n}.yml`,
      text(`${ID.slice(0, -2)}${10 + n}`, `${long} PutThing`, steps).replace('A rule of', long),
    ]),
  );
  here = await world({ start: true, yaml: yaml(rules) });
  expect(await ask('rules PutThing')).toContain('Next');
  expect(await ask(`rules ${ID.slice(0, -2)}10`)).toMatch(/What it looks at/);
});
