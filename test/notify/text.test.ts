import fc from 'fast-check';
import {
  Mrkdwn,
  bounded,
  code,
  cut,
  guidance,
  mention,
  moment,
  mrkdwn,
  numbered,
  plain,
  prose,
} from '../../src/notify/text';

describe('untrusted text', () => {
  test.each([
    ['a channel ping', '<!channel> hi', '<!'],
    ['a link', '<https://evil.example|click>', '<http'],
    ['a bare address', 'see https://evil.example', '://'],
    ['a mention', '<@U123>', '<@'],
  ])('in prose, %s is dead', (_name, value, live) => {
    expect(mrkdwn`by ${value}.`.text).not.toContain(live);
  });

  test.each([
    ['backticks cannot end the code', 'a`b', "`a'b`"],
    ['entities are escaped', 'a<b>&c', '`a&lt;b&gt;&amp;c`'],
    ['right-to-left marks are gone', 'user\u202egpj.exe', '`usergpj.exe`'],
    ['invisible characters are gone', 'ad\u200bmin', '`admin`'],
    ['lines are joined', 'a\nb', '`a b`'],
    ['half a surrogate pair is replaced', 'a\ud83d', '`a\ufffd`'],
    ['nothing at all is a dash', '', '—'],
    ['an ARN can be copied as it is', 'arn:aws:iam::1:user/a_b', '`arn:aws:iam::1:user/a_b`'],
  ])('as code, %s', (_name, value, expected) => {
    expect(code(value).text).toBe(expected);
  });

  test('whatever it is, prose and code hold no angle bracket, and code no backtick but its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (value) => {
        expect(prose(value).text).not.toMatch(/[<>]/);
        expect(code(value).text.slice(1, -1)).not.toMatch(/[<>`\n]/);
      }),
    );
  });

  test('our own markup is not escaped, and what is escaped is not escaped twice', () => {
    expect(mrkdwn`*${code('x')}* ${mrkdwn`<@${new Date(0).getTime()}>`}`.text).toBe('*`x`* <@0>');
  });

  test('a guidance may use backticks but makes no links', () => {
    expect(guidance('run `aws s3 ls` <https://x.example>').text).toBe('run `aws s3 ls` &lt;https://x.example&gt;');
  });
});

test('a step with more code than fits loses the form of the rest, not its words', () => {
  const words = JSON.stringify(numbered([Array.from({ length: 20 }, (_, n) => `\`c${n}\``).join(' ')]));
  expect(words).toContain('"text":"c0","style":{"code":true}');
  expect(words).toContain("'c19'");
});

describe('cutting', () => {
  test.each([
    ['short text stays', 'abc', 3, 'abc'],
    ['long text says so', 'abcd', 3, 'ab…'],
    ['a pair is not halved', 'a😀bc', 3, 'a…'],
  ])('%s', (_name, value, limit, expected) => {
    expect(cut(value, limit)).toBe(expected);
  });

  test.each([
    ['an entity', `${'x'.repeat(2997)}&amp;yyyy`],
    ['a date token', `${'x'.repeat(2990)}<!date^1^{date}|then> yyyyyyyy`],
    ['a code span', `${'x'.repeat(2990)}\`${'y'.repeat(50)}\``],
  ])('%s is never cut in the middle', (_name, text) => {
    const kept = bounded(new Mrkdwn(text), 3000);
    expect(kept.length).toBeLessThanOrEqual(3000);
    expect(kept).not.toMatch(/&[a-z]*…$|<[^>]*…$/);
    expect((kept.match(/`/g)?.length ?? 0) % 2).toBe(0);
  });
});

test.each([
  ['@here', '<!here>'],
  ['S0GROUP', '<!subteam^S0GROUP>'],
  ['U0ALICE', '<@U0ALICE>'],
])('the mention %s is %s', (target, expected) => {
  expect(mention(target).text).toBe(expected);
});

test('a moment carries a fallback for readers without Slack', () => {
  expect(moment(Date.UTC(2026, 10, 20, 12, 0, 1), '{time}').text).toBe(
    '<!date^1795176001^{time}|2026-11-20 12:00:01 UTC>',
  );
});

test('plain text is one line', () => {
  expect(plain('a\r\n\tb\u0007')).toBe('a b');
});
