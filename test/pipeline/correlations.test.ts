/** Events that matter only together, through the real clients: late, shuffled, twice, and across a restart. */
import type { JsonObject } from '../../src/source/event';
import { openDatabase } from '../../src/store/database';
import { activeExpectations } from '../../src/store/expectations';
import { press, saidIn, save, modal } from '../act/expecting';
import { HOUR, MINUTE, NOON, record } from '../fixtures';
import { ALICE, CHANNEL, ROOT, type World, eventually, world } from '../harness';

let here: World;
afterEach(() => here.close());

const failed = (offset: number, fields: Record<string, unknown> = {}): JsonObject =>
  record({
    eventTime: new Date(NOON + offset).toISOString(),
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    responseElements: { ConsoleLogin: 'Failure' },
    errorMessage: 'Failed authentication',
    ...fields,
  });
const told = (w: World) => w.slack.messages(CHANNEL).map((message) => message.text);

async function ticks(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    await here.app.tick();
    here.clock.advance(MINUTE);
  }
}

describe('failed sign-ins', () => {
  test('five that come late, shuffled and around a restart are one message that counts', async () => {
    here = await world();
    const [one, two, three, four, five] = [-9, -8, -7, -6, -5].map((minute) => failed(minute * MINUTE));
    here.aws.put(four ?? {}, { visibleAt: NOON });
    here.aws.put(one ?? {}, { visibleAt: NOON });
    here.aws.put(five ?? {}, { visibleAt: NOON + MINUTE });
    here.aws.put(two ?? {}, { visibleAt: NOON + 2 * MINUTE });
    await ticks(3);
    expect(told(here)).toEqual([]);
    await here.restart();
    await ticks(1);
    expect(told(here)).toEqual([]);
    here.aws.put(three ?? {}, { visibleAt: NOON + 5 * MINUTE });
    await ticks(3);
    await here.restart();
    await ticks(2);
    expect(told(here)).toHaveLength(1);
    expect(told(here)[0]).toMatch(/failed (?:to sign in to the console )?5 times within 10 minutes/);
    expect(here.log.join('')).not.toMatch(/"level":(?:50|"error")/);
  });

  test('four are none, and more of the same burst add nothing', async () => {
    here = await world();
    here.aws.put([-5, -4, -3, -2].map((minute) => failed(minute * MINUTE)));
    await ticks(2);
    expect(told(here)).toEqual([]);
    here.aws.put([failed(MINUTE), failed(2 * MINUTE)]);
    await ticks(3);
    expect(told(here)).toHaveLength(1);
    here.aws.put(Array.from({ length: 10 }, (_, n) => failed((3 + n / 10) * MINUTE)));
    await ticks(3);
    expect(told(here)).toHaveLength(1);
  });

  test('then a success: one message for the success, led by what counted', async () => {
    here = await world();
    here.aws.put([-9, -8, -7, -6, -5].map((minute) => failed(minute * MINUTE)));
    here.aws.put(
      failed(-MINUTE, {
        responseElements: { ConsoleLogin: 'Success' },
        errorMessage: undefined,
        additionalEventData: { MFAUsed: 'Yes' },
      }),
    );
    await ticks(1);
    const about = told(here).filter((text) => /signed in/.test(text ?? ''));
    expect(about).toHaveLength(1);
    expect(about[0]).toMatch(/after five or more failures/);
  });

  test('with the correlation in staging nothing is said, with it disabled neither', async () => {
    const sides = [
      'Console sign-ins failed again and again from one address',
      'Console sign-ins failed again and again for one user',
    ];
    const account = 'accounts: [{ id: "111122223333", name: prod, environment: production, regions: [eu-central-1] }]';
    here = await world({ yaml: `${account}\nrules: { staging: ["${sides[0]}"], disable: ["${sides[1]}"] }` });
    here.aws.put([-9, -8, -7, -6, -5].map((minute) => failed(minute * MINUTE)));
    await ticks(2);
    expect(told(here)).toEqual([]);
  });
});

test('what is marked as expected on one is of whom its form names: of the worse match that joined', async () => {
  const spray = (last: string, at: number, fields = {}) =>
    ['a', 'b', 'c', last].map((userName, n) =>
      failed(at + n * MINUTE, { userIdentity: { type: 'IAMUser', accountId: '111122223333', userName }, ...fields }),
    );
  here = await world({ start: true });
  here.aws.put(spray('dora', -50 * MINUTE));
  await here.app.tick();
  here.clock.advance(HOUR);
  here.aws.put(spray('mallory', 50 * MINUTE, { userAgent: 'aws-cli/2 kali Linux' }));
  await here.app.tick();
  const n = told(here).findIndex((text) => /different users/.test(text ?? ''));
  await press(here, ALICE, n);
  expect(modal(here)).toContain('mallory');
  await save(here);
  await eventually(() => expect(saidIn(here, n)).toContain('expected: nightly deployment'));
  const database = openDatabase(here.config.database, here.folder, `${ROOT}/migrations`);
  const expectations = await activeExpectations(database.reader, here.clock.now());
  await database.close();
  expect(expectations).toMatchObject([{ covered: { principal: 'user:111122223333:mallory' } }]);
});
