/** `health` and `posture`: what is well and what is not, in words, also of many accounts; a slow answer is announced at once. */
import type { Desk } from '../../../src/act/desk';
import { health } from '../../../src/act/trail/health';
import { privateMessage } from '../../../src/act/trail/reply';
import { type Observed, healthOf } from '../../../src/operate/health';
import type { LaneState } from '../../../src/source/lane-book';
import { openDatabase } from '../../../src/store/database';
import { HOUR, MINUTE, NOON, SETTINGS, record } from '../../fixtures';
import { ALICE, CHANNEL, ROOT, type World, world } from '../../harness';
import { trail } from './asking';
import { expectFits, lastAnswer, said, written } from './hands';

let here: World;
afterEach(() => here.close());

describe('health', () => {
  test('green and red in words first, then account by account', async () => {
    here = await world({ start: true });
    expect(said(await trail(here, ALICE, 'health'))).toMatch(
      /🔴 \*Something is wrong with the bot.*Nothing was read since the start.*What to do:\* look for errors/,
    );
    here.aws.put([record({ eventTime: new Date(NOON - 5 * MINUTE).toISOString() })] as never);
    await here.app.tick();
    await written(here, (trx) =>
      trx
        .insertInto('pauses')
        .values({ from_at: NOON - 5 * HOUR, until_at: NOON - 3 * HOUR })
        .execute(),
    );
    const shown = said(await trail(here, ALICE, 'health'));
    expect(shown).toMatch(/🟢 \*All is well\*.*reads 1 account in \d+ regions: every region up to <!date/);
    expect(shown).toMatch(
      /🟢 \*prod\* `111122223333` · last event <!date.*`eu-central-1` · last event <!date.*changes up to <!date/,
    );
    expect(shown).toMatch(/quiet region/);
    expect(shown).toMatch(
      /Slack has taken every message.*It read last.*Not watching from <!date.*for 2 hours; read afterwards/,
    );
  });

  test('an account that cannot be read, and messages that Slack does not take', async () => {
    here = await world({ start: true });
    await here.app.tick();
    here.aws.put([record({ eventTime: new Date(NOON - MINUTE).toISOString() })] as never);
    here.slack.failNext('chat.postMessage', 'internal_error');
    await here.app.tick();
    const owed = said(await trail(here, ALICE, 'health'));
    expect(owed).toMatch(/1 message owed to Slack.*for <#C0SECURITY>, since <!date/);
  });

  const lane = (fields: Partial<LaneState>): LaneState => ({
    ...{ account: '111122223333', region: 'eu-central-1', kind: 'changes', watermark: NOON, lag: 0, backlog: 0 },
    ...{ window: 20 * MINUTE, error: undefined, requests: 10, throttled: 0, nextAt: NOON, pace: 'every tick' },
    ...fields,
  });
  const regions = Array.from({ length: 20 }, (_, n) => `xx-region-${n}`);
  const accounts = Array.from({ length: 30 }, (_, n) => String(100000000000 + n));

  async function shownOf(lanes: readonly LaneState[], page = '') {
    const database = openDatabase('sqlite:x.sqlite', here.folder, `${ROOT}/migrations`);
    const observed: Observed = {
      startedAt: NOON - 10 * HOUR,
      lanes,
      names: new Map(),
      owed: { messages: 4, edits: 2, oldest: { at: NOON - HOUR, channel: CHANNEL, reason: 'ü&<'.repeat(99) } },
      tick: { begunAt: NOON, doneAt: NOON, dueAt: NOON + MINUTE },
      slack: { connected: true, since: NOON, ever: true },
      store: undefined,
      silent: [],
    };
    const desk = { database, context: SETTINGS, health: async () => healthOf(observed, NOON) } as unknown as Desk;
    const asked = { user: ALICE, text: 'health', now: NOON, page };
    const reply = await health(desk, {}, asked);
    await database.close();
    const { blocks } = privateMessage(reply, asked);
    expectFits(blocks);
    return { shown: said(blocks), older: reply.older };
  }

  test('thirty accounts with twenty regions come in pages, troubled ones first, quiet regions in one line', async () => {
    here = await world();
    const all = accounts.flatMap((account) =>
      regions.flatMap((region) => [lane({ account, region }), lane({ account, region, kind: 'reads' })]),
    );
    const error = { code: 'aws-access-denied', message: 'ü&<*`'.repeat(200), at: NOON };
    const worst = accounts
      .slice(20)
      .flatMap((account) => regions.map((region) => lane({ account, region, error, watermark: NOON - HOUR })));
    const seen: string[] = [];
    let page: string | undefined = '';
    for (let pages = 0; page !== undefined && pages < 10; pages++) {
      const shown: Awaited<ReturnType<typeof shownOf>> = await shownOf([...all.slice(0, 800), ...worst], page);
      seen.push(...(shown.shown.match(/\*1000000000\d\d\*/g) ?? []));
      if (page === '')
        expect(shown.shown).toMatch(/🔴 \*11 things are wrong.*and 6 more.*🔴 \*100000000020\*.*cannot be read/);
      page = shown.older;
    }
    expect(new Set(seen).size).toBe(30);
    expect(seen).toHaveLength(30);
    const calm = await shownOf(all.slice(0, 40));
    expect(calm.shown).toMatch(/🔴.*undelivered|Slack has not taken 4 messages/);
    expect(calm.shown).toMatch(/20 quiet regions, read up to <!date/);
  });

  test('backlogs, throttles, regions that are off or were never read are told apart', async () => {
    here = await world();
    const shown = await shownOf([
      lane({ region: 'a', backlog: 5 * HOUR, watermark: NOON - 5 * HOUR, lag: 5 * HOUR }),
      lane({ region: 'b', watermark: undefined, lag: undefined }),
      lane({ region: 'c', pace: 'not enabled', watermark: undefined }),
      lane({ region: 'd', requests: 50, throttled: 7 }),
    ]);
    expect(shown.shown).toMatch(
      /`a`.*5 hours to catch up with.*`b` · \*not read yet\*.*1 quiet region.*1 region not enabled/,
    );
    expect(shown.shown).toMatch(/slow down 7 times in 80 requests/);
    expect(shown.shown).toMatch(/not all of it yet/);
  });
});

describe('posture', () => {
  test('is announced at once, then told; shared as it was seen, without asking AWS again', async () => {
    here = await world({ start: true });
    const before = here.aws.calls.length;
    await trail(here, ALICE, 'posture');
    const [first] = here.slack.ephemerals(ALICE);
    expect(said(first?.blocks ?? [])).toContain('Reading the trails of one account…');
    await here.slack.until(() => here.slack.ephemerals(ALICE).length === 2);
    const { ts, blocks } = lastAnswer(here, ALICE);
    expect(said(blocks)).toMatch(/Posture\* — 1 account: 1 critical.*There is no trail at all.*Share to channel/);
    expectFits(blocks);
    const asked = here.aws.calls.length;
    expect(asked).toBeGreaterThan(before);
    await here.slack.click({ user: ALICE, channel: CHANNEL, ts, actionId: 'trail.share' });
    const shared = await here.slack.until(() => here.slack.messages(CHANNEL)[0]);
    expect(said(shared.blocks ?? [])).toContain('There is no trail at all');
    expect(here.aws.calls).toHaveLength(asked);
    here.clock.advance(2 * MINUTE);
    await trail(here, ALICE, 'posture');
    await here.slack.until(() => here.slack.ephemerals(ALICE).length === 4);
    expect(here.aws.calls.length).toBeGreaterThan(asked);
  });
});
