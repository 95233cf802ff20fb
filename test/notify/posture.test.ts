/** The posture as people read it in Slack: within its limits, and nothing in it is live. */
import { postureOf } from '../../src/alert/posture';
import { postureDigest, renderPosture } from '../../src/notify/posture';
import type { AccountTrails, Trail } from '../../src/source/trail';

const off = { deliveryError: undefined, digestError: undefined, logGroupError: undefined, topicError: undefined };

/** Lacks nearly everything. */
const poor = (account: string, name = 'main'): Trail => ({
  arn: `arn:aws:cloudtrail:eu-west-1:${account}:trail/${name}`,
  name,
  homeRegion: 'eu-west-1',
  owner: account,
  bucket: 'logs',
  isMultiRegion: false,
  isOrganization: false,
  hasValidation: false,
  kmsKey: undefined,
  logGroup: undefined,
  status: { kind: 'read', value: { isLogging: false, stoppedAt: undefined, ...off } },
  selectors: { kind: 'denied', action: 'cloudtrail:GetEventSelectors', byOrganization: false },
  insights: { kind: 'read', value: [] },
});

const accounts = (many: number, name?: string): AccountTrails[] =>
  Array.from({ length: many }, (_, at) => {
    const account = String(100000000000 + at);
    const trails = [poor(account, name)];
    return { account, label: `a${at} (${account})`, trails, regions: ['eu-west-1'], unread: [], skipped: 0 };
  });

const size = (blocks: unknown) => JSON.stringify(blocks).length;

test('one account: a line to begin with, each finding with why and what to do, what was not checked', () => {
  const { text, blocks, plain } = renderPosture(postureOf(accounts(1)));
  expect(text).toBe('Posture: 1 account: 1 critical, 1 high, 2 medium, 3 low, 1 informational; 0 checks passed');
  const all = JSON.stringify(blocks);
  expect(all).toContain('🔴 *critical* The only trail, main, is switched off');
  expect(all).toContain('aws cloudtrail start-logging --name main --region eu-west-1');
  expect(all).toContain('Not known — All management events are recorded, reads and writes: it could not be read');
  expect(JSON.stringify(blocks.at(-1))).toMatch(/Not checked, as CloudTrail does not tell: .*MFA delete/);
  expect(plain.split('\n')).toHaveLength(9);
});

test.each([1, 3, 12, 200])('%d poor accounts fit into a message', (many) => {
  const { blocks, plain, text } = renderPosture(postureOf(accounts(many)));
  expect(size(blocks)).toBeLessThan(12_000);
  expect(blocks.length).toBeLessThanOrEqual(50);
  expect(plain.length).toBeLessThanOrEqual(3500);
  expect(text.startsWith(`Posture: ${many} account`)).toBe(true);
});

test('accounts that do not fit are counted', () => {
  const { blocks } = renderPosture(postureOf(accounts(200)));
  expect(JSON.stringify(blocks)).toMatch(/\d+ more accounts: `trailwarden posture` shows them all/);
});

test('a name from AWS is text and nothing else', () => {
  const { blocks, text } = renderPosture(postureOf(accounts(1, '<!channel> *x*')));
  expect(JSON.stringify(blocks) + text).not.toContain('<!channel>');
});

test('all is well in one line', () => {
  expect(renderPosture(postureOf([])).text).toBe('Posture: 0 accounts: nothing to do; 0 checks passed');
});

test('the digest has the summary and the worst', () => {
  const [block, ...others] = postureDigest(postureOf(accounts(2)), 3);
  expect(others).toEqual([]);
  const { text } = (block as { text: { text: string } }).text;
  expect(text.split('\n')).toHaveLength(4);
  expect(text).toContain('🔴 *critical* The only trail, main, is switched off · a0 (100000000000)');
});
