/** What a scan looks like at a terminal: the cards, their width and colours, and that no record can draw on it. */
import { widthOf } from '../../src/command/terminal';
import { MINUTE, NOON, record } from '../fixtures';
import { scanned } from './io';

const lines = (...records: unknown[]): string => records.map((one) => `${JSON.stringify(one)}\n`).join('');
const at = (minutes: number): string => new Date(NOON + minutes * MINUTE).toISOString();
const STOPS = lines(
  record({ eventID: 'first' }),
  record({ eventTime: at(5) }),
  record({ eventTime: at(9), requestParameters: { name: 'other' }, sourceIPAddress: 'cloudformation.amazonaws.com' }),
  record({
    eventID: 'root',
    userIdentity: { type: 'Root', accountId: '111122223333', arn: 'arn:aws:iam::111122223333:root' },
  }),
  record({ eventID: 'quiet', eventName: 'ListTrails' }),
);

const AT_100 = `CRITICAL  root stopped logging on trail main

  Who   root · arn:aws:iam::111122223333:root
  Where 111122223333 · eu-central-1
  From  198.51.100.7 · AWS CLI
  When  2026-11-20 12:00:00 UTC
  Risk  raised from high to critical because root did it

  Why it matters
    Without the trail there is no record of what happens next.

  What to do next
    1. Ask the person in userIdentity whether it was them.
    2. Switch it on again: aws cloudtrail start-logging --name TRAIL.

  Trail stopped, by Tester · event root

HIGH  Trail stopped — 2 alerts, 3 events

  2026-11-20 12:00:00  alice stopped logging on trail main ×2
                       last 12:05:00 · 111122223333 · eu-central-1 · 198.51.100.7 · AWS CLI
  2026-11-20 12:09:00  alice stopped logging on trail other
                       111122223333 · eu-central-1 · cloudformation.amazonaws.com · AWS CLI

  Why it matters and what to do: as above.

  Trail stopped, by Tester

3 alerts: 1 critical, 2 high from 4 matches
5 events in 1 file, 2026-11-20 12:00:00 to 12:09:00 UTC, 2 rules
`;

const AT_60 = `HIGH  alice stopped logging on trail main

  Who   alice · arn:aws:iam::111122223333:user/alice
  Where 111122223333 · eu-central-1
  From  198.51.100.7 · AWS CLI
  When  2026-11-20 12:00:00 UTC

  Why it matters
    Without the trail there is no record of what happens
    next.

  What to do next
    1. Ask the person in userIdentity whether it was them.
    2. Switch it on again: aws cloudtrail start-logging
       --name TRAIL.

  Trail stopped, by Tester · event first

1 alert: 1 high from 1 match
1 event in 1 file, 2026-11-20 12:00:00 UTC, 2 rules
`;

const SUMMARY = `CRITICAL  2026-11-20 12:00:00  root stopped logging on trail main
                               111122223333 · eu-central-1 · 198.51.100.7 · AWS CLI

HIGH      2026-11-20 12:00:00  alice stopped logging on trail main ×2
                               111122223333 · eu-central-1 · 198.51.100.7 · AWS CLI
          2026-11-20 12:09:00  alice stopped logging on trail other
                               111122223333 · eu-central-1 · cloudformation.amazonaws.com · AWS CLI

3 alerts: 1 critical, 2 high from 4 matches
5 events in 1 file, 2026-11-20 12:00:00 to 12:09:00 UTC, 2 rules
`;

describe('the text', () => {
  test('has a card for each rule and level, the worst first, with guidance once and repeats counted', async () => {
    expect((await scanned({ files: ['-'] }, { stdin: STOPS })).out).toBe(AT_100);
  });

  test('fits a terminal of 60 columns', async () => {
    const stdin = STOPS.slice(0, STOPS.indexOf('\n') + 1);
    expect((await scanned({ files: ['-'] }, { stdin, columns: 60 })).out).toBe(AT_60);
  });

  test.each([48, 60, 80, 120])('never exceeds %d columns, whatever the words', async (columns) => {
    const names = ['x'.repeat(500), '漢字'.repeat(60), '🔥'.repeat(80), 'e\u0301'.repeat(150), 'a b '.repeat(90)];
    const stdin = lines(...names.map((name) => record({ requestParameters: { name }, userAgent: name })));
    for (const format of ['text', 'summary']) {
      const { out } = await scanned({ files: ['-'], format }, { stdin, columns });
      expect(Math.max(...out.split('\n').map(widthOf))).toBeLessThanOrEqual(columns);
    }
  });

  test('shows the worst twelve alerts of a card and counts the rest', async () => {
    const stdin = lines(...Array.from({ length: 30 }, (_, n) => record({ requestParameters: { name: `trail-${n}` } })));
    const { out } = await scanned({ files: ['-'] }, { stdin });
    expect(out.match(/on trail trail-/g)).toHaveLength(12);
    expect(out).toContain('… and 18 more alerts with 18 events; --format summary lists them all');
  });

  test('says so when nothing matched', async () => {
    const { out } = await scanned({ files: ['-'] }, { stdin: lines(record({ eventName: 'ListTrails' })) });
    expect(out).toBe('No alerts.\n1 event in 1 file, 2026-11-20 12:00:00 UTC, 2 rules\n');
  });
});

test('the summary has the alerts as the bot would group them', async () => {
  expect((await scanned({ files: ['-'], format: 'summary' }, { stdin: STOPS })).out).toBe(SUMMARY);
});

describe('colour', () => {
  const escape = '\u001b[';
  test.each([
    ['a terminal', { isTTY: true }, true],
    ['no terminal', {}, false],
    ['NO_COLOR at a terminal', { isTTY: true, env: { NO_COLOR: '1' } }, false],
    ['a dumb terminal', { isTTY: true, env: { TERM: 'dumb' } }, false],
    ['FORCE_COLOR without a terminal', { env: { FORCE_COLOR: '1' } }, true],
    ['FORCE_COLOR=0 at a terminal', { isTTY: true, env: { FORCE_COLOR: '0' } }, false],
  ])('%s', async (_name, surroundings, expected) => {
    const { out } = await scanned({ files: ['-'] }, { stdin: STOPS, ...surroundings });
    expect(out.includes(escape)).toBe(expected);
    expect(out.replace(/\u001b\[[\d;]*m/g, '')).toBe(AT_100);
  });
});

describe('a record cannot', () => {
  const evil = '\u001b]0;owned\u0007\u001b[2J\r\n\u009b31mred\u202egnp.exe\u2066\u0000\b\u200b';
  const hostile = record({
    eventID: evil,
    awsRegion: evil,
    recipientAccountId: evil,
    sourceIPAddress: evil,
    userAgent: evil,
    requestParameters: { name: evil },
    userIdentity: { type: 'IAMUser', userName: evil, arn: evil, accountId: evil },
  });

  test.each(['text', 'summary'])('draw on the terminal through %s', async (format) => {
    const { out } = await scanned({ files: ['-'], format }, { stdin: lines(hostile) });
    expect(out).not.toMatch(/[^\n\P{Cc}]|\p{Cf}/u);
    expect(out).toContain('red');
  });

  test('draw on it through stderr', async () => {
    const stdin = `${lines(record())}"${evil.slice(1, 4)}\u009b2J\u202e"\n${evil}\n`;
    const { err } = await scanned({ files: ['-', `/tmp/${evil}`] }, { stdin });
    expect(err).toContain('bad record');
    expect(err).not.toMatch(/[^\n\P{Cc}]|\p{Cf}/u);
  });
});

describe('the progress bar', () => {
  test('is drawn on a terminal and taken away before the output', async () => {
    const { err } = await scanned({ files: ['-'] }, { stdin: STOPS, isTTY: true, env: { NO_COLOR: '1' } });
    expect(err).toMatch(/^\r\u001b\[2K.* 0 MB {2}0 alerts\r\u001b\[2K$/);
  });

  test('is not drawn elsewhere', async () => {
    expect((await scanned({ files: ['-'] }, { stdin: STOPS })).err).toBe('');
  });
});
