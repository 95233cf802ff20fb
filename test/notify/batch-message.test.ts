/** A list of alerts as a message: it fits whatever is in it, and says the worst first. */
import { readBlocks } from '../../demo/slack/blocks/validate';
import type { Alert } from '../../src/alert/alert';
import { type Batch, PAGE_ALERTS } from '../../src/notify/batch';
import { renderBatch, renderBatchCall } from '../../src/notify/batch-message';
import type { Message } from '../../src/notify/owed';
import { NOON, alert as made } from '../fixtures';

const alert = (n: number, fields: Partial<Alert> = {}, content: Partial<Alert['content']> = {}): Alert => {
  const usual = made({ id: `${n}`.padStart(20, '0'), ...fields });
  return { ...usual, content: { ...usual.content, ...content } };
};

const batch = (alerts: readonly Alert[], fields: Partial<Batch> = {}): Batch => ({
  id: 'b1.1',
  series: 'b1',
  why: 'flood',
  page: 1,
  pages: 1,
  version: 1,
  level: 'high',
  alerts,
  totals: [{ level: 'high', count: alerts.length }],
  overview: [],
  ...fields,
});

const shown = ({ blocks }: Message): string => JSON.stringify(blocks);

test.each([
  ['long names', 'a'.repeat(900)],
  ['names full of what must be escaped', '&<>"`'.repeat(200)],
  ['names in other scripts', '名前'.repeat(300)],
  ['short names', 'al'],
])('a full message of %s is one that Slack takes', (_name, value) => {
  const what = [{ value }, ' stopped logging on trail ', { value }];
  const alerts = Array.from({ length: PAGE_ALERTS }, (_, n) =>
    alert(
      n,
      { count: 12_345, account: `11112222${n}`, stateBy: 'U0ALICEWITHALONGID', state: 'acknowledged' },
      { what, accountName: value, title: `rule ${n}` },
    ),
  );
  const overview = alerts.map(({ level }, n) => ({ level, title: `${value} ${n}`, actor: value, count: 3 }));
  const message = renderBatch(batch(alerts, { overview, pages: 20, totals: [{ level: 'high', count: 700 }] }), {
    mention: '@here S0ONCALL',
    mayBeDuplicate: true,
  });
  expect(() => readBlocks(message.blocks)).not.toThrow();
  expect(message.plain.length).toBeLessThanOrEqual(3500);
  for (let n = 1; n <= PAGE_ALERTS; n += 1) expect(shown(message)).toContain(` ${n}. `);
});

test.each([
  [{ why: 'flood', page: 1 }, /^🌊 2 alerts at once: 2 high\. 🟠 alice stopped logging/],
  [{ why: 'first-read', page: 1 }, /^🗂️ Before I started: 2 high\. 🟠 alice/],
  [{ why: 'flood', page: 2, totals: [{ level: 'high', count: 37 }] }, /^🌊 Alerts at once: 36 to 37 of 37/],
] as const)('the notification says how many of what, and the worst: %j', (fields, words) => {
  expect(renderBatch(batch([alert(1), alert(2)], fields)).text).toMatch(words);
});

test('what is settled looks settled, says by whom, and cannot be acknowledged again', () => {
  const state = { state: 'acknowledged', stateBy: 'U0ALICE', stateAt: NOON } as const;
  const message = renderBatch(batch([alert(1, state), alert(2, state)]));
  expect(shown(message)).toMatch(/👀 1\. .*<@U0ALICE>/);
  expect(shown(message)).not.toContain('batch.acknowledge');
  expect(shown(message)).toContain('batch.show');
});

test('the button carries what is open and listed, nothing else', () => {
  const message = renderBatch(batch([alert(1), alert(2, { state: 'resolved' }), alert(3)]));
  expect(shown(message)).toContain(`"value":"${'1'.padStart(20, '0')} ${'3'.padStart(20, '0')}"`);
  expect(shown(message)).toContain('Acknowledge all 2');
});

test('the account is said once where it is the same, and with each alert where it is not', () => {
  const one = renderBatch(batch([alert(1), alert(2)]));
  expect(shown(one).match(/prod/g)).toHaveLength(1);
  const two = renderBatch(batch([alert(1), alert(2, { account: '444455556666' }, { accountName: 'staging' })]));
  expect(shown(two)).toMatch(/· prod.*· staging/);
});

test('where it was moved, it says why', () => {
  const call = { why: 'rerouted', from: 'C0SECURITY', code: 'is_archived' } as const;
  expect(shown(renderBatch(batch([alert(1)]), { call }))).toContain(
    'Could not be posted in <#C0SECURITY>: the channel is archived',
  );
});

test('a call names how many are open, and for how long', () => {
  const call = { why: 'unacknowledged', after: 600_000 } as const;
  const { text } = renderBatchCall(batch([alert(1), alert(2, { state: 'resolved' }), alert(3)]), call, 'S0ONCALL');
  expect(text).toMatch(/^📣 \*Nobody has acknowledged 2 of these alerts for 10 minutes\*.*<!subteam\^S0ONCALL>$/);
});
