/** Which sign-ins share a question, and for which others an answer holds. */
import type { BusinessHours } from '../../src/alert/business-time';
import { fold } from '../../src/alert/ask';
import type { Asking, Confirmation } from '../../src/alert/confirmation';
import { foldKeyOf, folds } from '../../src/alert/pattern';
import { HOUR, MINUTE, NOON } from '../fixtures';
import { type signIn, asking, question } from './asked';

const BERLIN: BusinessHours = {
  timeZone: 'Europe/Berlin',
  days: new Set([1, 2, 3, 4, 5]),
  from: 9 * 60,
  to: 18 * 60,
  holidays: new Set(['2026-12-25']),
};
const at = (text: string): number => Date.parse(text);

describe('sign-ins share a question', () => {
  const key = (fields: Partial<Asking> = {}, about = {}): string => foldKeyOf(asking(fields, about), BERLIN);
  const root = {
    ...{ account: '111122223333', key: 'root:111122223333:root', kind: 'root', name: 'root' },
    session: undefined,
  };

  test.each<[string, boolean, Partial<Asking>, Parameters<typeof signIn>[0]]>([
    ['later that day', true, {}, { time: NOON + 4 * HOUR }],
    ['from another address of the network', true, {}, { address: '198.51.100.99' }],
    ['with a newer version of the browser', true, {}, { agent: 'Mozilla/5.0 (Macintosh) Chrome/143' }],
    ['with another browser', false, {}, { agent: 'Mozilla/5.0 (Macintosh) Firefox/142' }],
    ['with the browser on another system', false, {}, { agent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/142' }],
    ['that another rule found', false, { ruleId: 'rule-2' }, {}],
    ['on the next working day', false, {}, { time: NOON + 72 * HOUR }],
    ['of another person', false, { people: ['U0BOB'] }, {}],
    ['as another principal', false, { principal: root }, {}],
    ['from another network', false, {}, { address: '203.0.113.7' }],
    ['from another country', false, {}, { country: 'RO' }],
    ['in another account', false, {}, { account: '444455556666' }],
    ['without MFA', false, {}, { mfa: false }],
    ['by another program', false, {}, { agent: 'curl/8' }],
    ['that is urgent', false, { urgent: true }, {}],
    ['that is rated high', false, { eachTime: true }, {}],
  ])('%s: %s', (_, same, fields, about) => {
    expect(key(fields, about) === key()).toBe(same);
  });

  test('a weekend is Monday’s, where hours are configured', () => {
    expect(key({}, { time: at('2026-11-21T10:00Z') })).toBe(key({}, { time: at('2026-11-23T10:00Z') }));
    expect(key({}, { time: at('2026-11-20T18:30Z') })).toBe(key({}, { time: at('2026-11-23T10:00Z') }));
  });

  test('without hours a day is the person’s own', () => {
    const wall = (timeZone: string | undefined, time: string): string =>
      foldKeyOf(asking({ timeZone }, { time: at(time) }), undefined);
    const [evening, night] = ['2026-11-20T22:30Z', '2026-11-20T23:30Z'];
    expect(wall('Europe/Berlin', evening)).not.toBe(wall('Europe/Berlin', night));
    expect(wall('Asia/Tokyo', evening)).toBe(wall('Asia/Tokyo', night));
    expect(wall(undefined, evening)).toBe(wall(undefined, night));
  });

  test.each([
    ['of one household', true, '2a02:8108:0:1::1', '2a02:8108:0:1:ffff::9'],
    ['of one household, written in full', true, '2a02:8108:0:1::1', '2a02:8108:0000:0001:0:0:0:1'],
    ['of one provider', false, '2a02:8108::1', '2a02:8108:0:1::1'],
    ['of neighbours', false, '2003:a:1:2::1', '2003:a:1:ff00::1'],
  ])('from two IPv6 addresses %s: %s', (_, same, one, other) => {
    expect(key({}, { address: one }) === key({}, { address: other })).toBe(same);
  });

  const YES = { state: 'answered', answer: 'yes', answeredAt: NOON + MINUTE } as const;

  test.each<[string, boolean, Partial<Confirmation>, Partial<Asking>]>([
    ['routine ones while it waits', true, {}, {}],
    ['routine ones after it was answered', true, YES, {}],
    ['routine ones not after the deadline, of which nobody heard', false, { state: 'unanswered' }, {}],
    ['risky ones while it waits', true, { eachTime: true }, { eachTime: true }],
    ['risky ones not after it was answered', false, { eachTime: true, ...YES }, { eachTime: true }],
    ['risky ones not after the deadline', false, { eachTime: true, state: 'unanswered' }, { eachTime: true }],
    ['none when it never arrived', false, { state: 'undelivered' }, {}],
    ['those a colleague asks about while it waits', true, {}, { askedBy: 'U0BOB' }],
    ['those a colleague asks about not after it was answered', false, YES, { askedBy: 'U0BOB' }],
  ])('%s', (_, expected, standing, fields) => {
    expect(folds(question(standing), asking(fields), undefined)).toBe(expected);
  });

  const FRIDAY = '2026-11-20';
  test.each<[string, boolean, BusinessHours | undefined, string, string, string]>([
    ['later in working hours', true, BERLIN, `${FRIDAY}T10:00Z`, `${FRIDAY}T10:30Z`, `${FRIDAY}T15:00Z`],
    ['at night, of a yes to working hours', false, BERLIN, `${FRIDAY}T10:00Z`, `${FRIDAY}T10:30Z`, `${FRIDAY}T21:00Z`],
    ['later at night, of a yes at night', true, BERLIN, `${FRIDAY}T18:30Z`, `${FRIDAY}T18:40Z`, `${FRIDAY}T21:00Z`],
    [
      'on Saturday, of a yes on Friday evening',
      false,
      BERLIN,
      `${FRIDAY}T18:30Z`,
      `${FRIDAY}T18:40Z`,
      '2026-11-21T10:00Z',
    ],
    ['later that day, without hours', true, undefined, `${FRIDAY}T10:00Z`, `${FRIDAY}T10:30Z`, `${FRIDAY}T21:00Z`],
  ])('an answer holds %s: %s', (_, expected, hours, about, answeredAt, later) => {
    const of = asking({}, { time: at(about) });
    const standing = question({ ...YES, answeredAt: at(answeredAt) }, of);
    expect(folds(standing, asking({}, { time: at(later) }), hours)).toBe(expected);
  });

  test('whose question keeps the last from each address by each client, however many came since', () => {
    const agent = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/142';
    let standing = fold(question(), asking({}, { time: NOON + MINUTE, address: '198.51.100.99', agent }));
    for (let n = 2; n <= 30; n += 1) standing = fold(standing, asking({}, { time: NOON + n * MINUTE }));
    expect(standing).toMatchObject({ count: 31 });
    expect(standing.signIns).toHaveLength(10);
    expect(standing.signIns.map(({ address }) => address)).toContain('198.51.100.99');
  });

  test('whose newest ten are shown in their order, all are counted, and one that is read twice is one', () => {
    let standing = question();
    const [first] = standing.signIns;
    for (let n = 1; n <= 50; n += 1) {
      standing = fold(standing, asking({}, { time: NOON + ((n * 7) % 50) * MINUTE, alertId: `alert-${n % 3}` }));
    }
    const last = standing.signIns.at(-1);
    if (last) expect(fold(standing, { ...asking(), signIn: last })).toBe(standing);
    expect(standing).toMatchObject({ count: 51, alertIds: ['alert-1', 'alert-2', 'alert-0'], version: 51 });
    expect(standing.signIns).toHaveLength(10);
    expect(standing.signIns.map(({ time }) => time)).toEqual(
      standing.signIns.map(({ time }) => time).sort((a, b) => a - b),
    );
    expect(standing.signIns).not.toContain(first);
  });
});
