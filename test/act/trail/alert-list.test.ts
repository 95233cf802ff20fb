/** `alerts` and `alert ID`, as somebody types them: what rows say, pages, empty lists, beginnings of ids, hostile and endless names. */
import { writeAlert } from '../../../src/store/alerts';
import { HOUR, MINUTE, NOON, alert, event, record, rule } from '../../fixtures';
import { ALICE, BOB, CHANNEL, type World, world } from '../../harness';
import { trail } from './asking';
import { clickAnswer, expectFits, hold, many, openFromAnswer, said, written } from './hands';

let here: World;
afterEach(() => here.close());

const at = (offset: number, fields: Record<string, unknown> = {}) =>
  record({ eventTime: new Date(NOON + offset).toISOString(), ...fields });
const rows = (blocks: readonly { type: string; accessory?: unknown }[]) =>
  blocks.filter(({ type, accessory }) => type === 'section' && accessory !== undefined);

describe.each(['socket', 'http'] as const)('by %s', (mode) => {
  test('a row says how bad, what, who, where, how often and since when, and opens its alert', async () => {
    here = await world({ mode, start: true });
    here.aws.put([at(-5 * MINUTE), at(-2 * MINUTE)] as never);
    await here.app.tick();
    const blocks = await trail(here, ALICE, 'alerts');
    const text = said(rows(blocks));
    expect(text).toMatch(/🔴 \*Critical\* — `alice` stopped logging on the trail `main` {2}\*×2\*/);
    expect(text).toMatch(/prod {2}· {2}<!date\^\d+\^\{ago\}.*first <!date.*in <#C0SECURITY>/);
    const view = await openFromAnswer(here, ALICE, 'trail.open/0');
    expect(said(view.blocks)).toMatch(/Why it matters.*What to do next.*it stands in <#C0SECURITY>/);
    expect(here.slack.unacknowledged).toEqual([]);
  });
});

describe('lists', () => {
  const EMPTY: readonly (readonly [string, RegExp])[] = [
    ['alerts', /No open alerts.*Watching 1 account, read up to <!date/],
    ['alerts acknowledged', /nobody is working on one/],
    ['alerts resolved', /No resolved alerts/],
    ['alerts snoozed', /Nothing is snoozed/],
    ['alerts mine', /Nothing waits for you/],
    ['alerts all', /There has been no alert yet/],
  ];

  test('an empty one says what that means, and does not hide that nothing was read', async () => {
    here = await world({ start: true });
    const before = said(await trail(here, ALICE, 'alerts'));
    expect(before).toMatch(/No open alerts.*something is wrong with the bot itself/);
    expect(before).not.toContain('read up to');
    await here.app.tick();
    for (const [text, expected] of EMPTY) expect(said(await trail(here, ALICE, text))).toMatch(expected);
  });

  test('each list has its own, with who did what and until when', async () => {
    here = await world({ start: true });
    const snooze = { until: NOON + HOUR, by: BOB, at: NOON, counted: 3, over: false };
    await hold(here, [
      alert({ id: 'a1aaaaaa', fingerprint: '1' }),
      alert({ id: 'a2aaaaaa', fingerprint: '2', state: 'acknowledged', stateBy: ALICE, stateAt: NOON - HOUR }),
      alert({ id: 'a3aaaaaa', fingerprint: '3', state: 'resolved', stateBy: BOB, stateReason: 'a drill' }),
      alert({ id: 'a4aaaaaa', fingerprint: '4', snooze: snooze }),
    ]);
    const of = async (list: string) => said(rows(await trail(here, ALICE, `alerts ${list}`)));
    expect(await of('open')).toMatch(/^(?=.*alert a1)(?!.*alert a[234])/);
    expect(await of('acknowledged')).toMatch(/👀.*Acknowledged by <@U0ALICE>.*alert a2/);
    expect(await of('resolved')).toMatch(/✅.*Resolved by <@U0BOB>: a drill.*alert a3/);
    expect(await of('snoozed')).toMatch(/💤.*Snoozed until <!date.*by <@U0BOB>, 3 more meanwhile.*alert a4/);
    expect(await of('mine')).toMatch(/^(?=.*alert a2)(?!.*alert a[134])/);
    expect(said(await trail(here, BOB, 'alerts mine'))).toContain('Nothing waits for you');
    expect((await of('all')).match(/"value":"alert /g)).toHaveLength(4);
  });

  test('many come in pages, each once, forwards and back', async () => {
    here = await world({ start: true });
    await hold(
      here,
      many(25, (n) => ({ openedAt: NOON - n * MINUTE, level: n % 2 === 0 ? 'high' : 'medium' })),
    );
    const ids = (blocks: readonly unknown[]) => said(blocks).match(/"value":"alert (\w+)"/g) ?? [];
    const first = await trail(here, ALICE, 'alerts');
    expectFits(first);
    const second = await clickAnswer(here, ALICE, 'trail.older');
    const third = await clickAnswer(here, ALICE, 'trail.older');
    expect(new Set([...ids(first), ...ids(second), ...ids(third)]).size).toBe(25);
    expect(said(first)).toMatch(/"Next"/);
    expect(said(first)).not.toMatch(/"Previous"/);
    expect(said(third)).not.toMatch(/"Next"/);
    expect(ids(await clickAnswer(here, ALICE, 'trail.newer'))).toEqual(ids(second));
  });

  test('a page whose alerts are gone meanwhile becomes the first', async () => {
    here = await world({ start: true });
    await hold(
      here,
      many(11, (n) => ({ openedAt: NOON - n * MINUTE })),
    );
    await trail(here, ALICE, 'alerts');
    await written(here, async (trx) => {
      for (const one of many(1)) await writeAlert(trx, one);
      await trx
        .deleteFrom('alerts')
        .where('id', '=', many(11)[10]?.id ?? '')
        .execute();
    });
    expect(said(await clickAnswer(here, ALICE, 'trail.older'))).toContain(many(1)[0]?.id);
  });

  test('endless and hostile names stay text, and ten rows of them fit', async () => {
    here = await world({ start: true });
    const evil = `\`<!channel>\` *x* <https://evil.example|y> ${'ü&<>'.repeat(400)}`;
    const from = { rule: rule({ what: () => [{ value: evil }, ' did ', { value: evil }] }) };
    const content = { ...alert({}, from).content, actor: evil, person: evil, accountName: evil };
    const reason = evil.slice(0, 500);
    const snooze = { until: NOON + HOUR, by: BOB, at: NOON, counted: 3, over: false };
    await hold(
      here,
      many(
        10,
        () =>
          ({
            content,
            stateReason: reason,
            state: 'acknowledged',
            stateBy: BOB,
            stateAt: NOON,
            snooze: snooze as never,
          }) as never,
      ),
    );
    const blocks = await trail(here, ALICE, 'alerts all');
    expect(rows(blocks)).toHaveLength(10);
    expectFits(blocks);
    expect(said(blocks)).not.toMatch(/<!channel>|<https:\/\/evil/);
  });

  test('arguments are never SQL nor markup', async () => {
    here = await world({ start: true });
    await hold(here, many(1));
    const told = said(await trail(here, ALICE, "alerts ' OR 1=1;-- <!channel>"));
    expect(told).toMatch(/no list of alerts/);
    expect(told).not.toContain('<!channel>');
    expect(said(await trail(here, ALICE, "alert a000' OR '1'='1"))).not.toContain('stopped logging');
    expect(said(await trail(here, ALICE, 'alert %25%25%25%25'))).not.toContain('stopped logging');
  });

  test('shared, a list calls nobody', async () => {
    here = await world({ start: true });
    await hold(here, [alert({ id: 'a2aaaaaa', state: 'acknowledged', stateBy: BOB, stateAt: NOON })]);
    await trail(here, ALICE, 'alerts all');
    const { ts } = here.slack.ephemerals(ALICE).at(-1) ?? { ts: '' };
    await here.slack.click({ user: ALICE, channel: CHANNEL, ts, actionId: 'trail.share' });
    const shared = await here.slack.until(() => here.slack.messages(CHANNEL)[0]);
    expect(said(shared.blocks ?? [])).toMatch(/Acknowledged by Bob/);
    expect(said(shared.blocks ?? [])).not.toContain('<@U0BOB>');
    expect(said(shared.blocks ?? [])).not.toContain('"button"');
  });
});

describe('one alert', () => {
  test('by the beginning of its id, with what was done to it', async () => {
    here = await world({ start: true });
    here.aws.put([at(-5 * MINUTE)] as never);
    await here.app.tick();
    const message = here.slack.messages(CHANNEL)[0];
    await here.slack.click({ user: BOB, channel: CHANNEL, ts: message?.ts ?? '', actionId: 'alert.acknowledge' });
    const id = /"(?:show|why) ([0-9a-f]+)"/.exec(said(message?.blocks ?? []))?.[1] ?? '';
    await here.slack.until(() => said(here.slack.messages(CHANNEL)[0]?.blocks ?? []).includes('Acknowledged'));
    const blocks = await trail(here, ALICE, `alert ${id.slice(0, 6).toUpperCase()}…`);
    expect(said(blocks)).toMatch(/Critical, acknowledged.*What was done\*\\n<!date[^>]*> — <@U0BOB> acknowledged it/);
    expectFits(blocks);
  });

  test('a beginning of several shows them, none says so', async () => {
    here = await world({ start: true });
    await hold(here, many(8));
    const several = await trail(here, ALICE, 'alert a000');
    expect(said(several)).toMatch(/More than 5 alerts have an id that begins with `a000`/);
    expect(rows(several)).toHaveLength(5);
    expect(said(await trail(here, ALICE, 'alert ffff'))).toMatch(/no alert whose id begins with `ffff`/);
    expect(said(await trail(here, ALICE, 'alert a0000003'))).toMatch(/What to do next/);
  });

  test('the worst one fits, with every question and deed', async () => {
    here = await world({ start: true });
    const long = 'ü&<'.repeat(600);
    const from = {
      event: event({ userAgent: long, sourceIPAddress: '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff' }),
      rule: rule({
        title: long,
        author: long,
        what: () => [{ value: long }],
        why: () => long,
        nextSteps: () => Array<string>(9).fill(long),
      }),
      reasons: Array<string>(5).fill(long),
    };
    const asked = (n: number) =>
      ({ confirmationId: `c${n}`, state: 'no', person: BOB, at: NOON, because: long, alsoThere: [long] }) as const;
    const worst = alert(
      {
        id: 'abcdef',
        state: 'acknowledged',
        stateBy: BOB,
        stateAt: NOON,
        stateReason: long,
        count: 5,
        confirmed: asked(0),
        questions: [asked(0), asked(1), asked(2), asked(3)],
      },
      from,
    );
    const usual = alert({ id: 'fedcba', fingerprint: 'f' });
    await written(here, async (trx) => {
      for (const one of [worst, usual]) {
        await writeAlert(trx, one);
        for (let n = 0; n < 20; n++) {
          const entry = {
            id: `${one.id}${n}`,
            at: NOON + n,
            actor: BOB,
            action: n % 2 ? 'reopen' : 'made-up',
            turn: n,
          };
          const about = { subject_kind: 'alert', subject: one.id, before: null, after: null, reason: long };
          await trx
            .insertInto('audit')
            .values({ ...entry, ...about })
            .execute();
        }
      }
    });
    const blocks = await trail(here, ALICE, 'alert abcdef');
    expect(said(blocks)).toMatch(/too long for one message.*Share to channel/);
    expectFits(blocks);
    const shown = await trail(here, ALICE, 'alert fedcba');
    expect(said(shown)).toMatch(/What was done, the newest 6\*.*<@U0BOB> reopened it: ü.*<@U0BOB> `made-up`/);
    expectFits(shown);
  });
});
