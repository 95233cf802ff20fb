// The page of the stand-in Slack as HTML: messages are shown with everything in them, and nothing in them can run.
import { startSlack, type Slack } from '../../demo/slack/server';
import { fromMrkdwn } from '../../demo/slack/page/mrkdwn';
import { slackDate } from '../../demo/slack/page/dates';
import { button, call, modal, mrkdwn, plain } from './slack-calls';

let slack: Slack;
const now = Date.UTC(2026, 10, 20, 12);
beforeEach(async () => {
  slack = await startSlack({ rateLimits: false, clock: { now: () => now } });
});
afterEach(() => slack.close());

const page = async (query = '?as=U0ALICE&c=C0SECURITY'): Promise<string> =>
  (await fetch(`${slack.url}/${query}`)).text();
const post = async (blocks: object[], text = 'An alert'): Promise<string> => {
  const { body } = await call(slack, 'chat.postMessage', { channel: 'C0SECURITY', text, blocks });
  expect(body).toMatchObject({ ok: true });
  return body.ts ?? '';
};
const words = (html: string): string =>
  html
    .replace(/<head>.*?<\/head>/s, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

describe('the page', () => {
  it('shows sections, fields, rich text, context, buttons and menus', async () => {
    await post([
      {
        type: 'section',
        text: mrkdwn(':red_circle: *High* · <@U0BOB> stopped `main` in <#C0ONCALL>'),
        fields: [mrkdwn('*Who*\nbob')],
      },
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_list',
            style: 'ordered',
            elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'Ask Bob' }] }],
          },
        ],
      },
      { type: 'context', elements: [mrkdwn('seen <!date^1795176000^{date_short_pretty} at {time}|x>')] },
      {
        type: 'actions',
        elements: [
          button('Acknowledge', 'ack'),
          { type: 'overflow', action_id: 'more', options: [{ text: plain('Show event'), value: 'show' }] },
        ],
      },
    ]);
    const html = await page();
    expect(words(html)).toContain('🔴 High · @Bob stopped main in #on-call');
    expect(words(html)).toContain('1. Ask Bob');
    expect(words(html)).toContain('seen Today at 13:00');
    expect(html).toMatch(/<button[^>]*data-action="ack"[^>]*>Acknowledge<\/button>/);
    expect(html).toMatch(/<button[^>]*role="menuitem"[^>]*data-value="show"[^>]*>Show event<\/button>/);
    expect(html).toContain('role="log"');
    expect(html).toContain('aria-label="Trailwarden: An alert"');
  });

  it('runs nothing from a message, wherever it stands', async () => {
    const evil = '<script>alert(1)</script><img src=x onerror=alert(1)>';
    const rich = (text: string): object => ({
      type: 'rich_text',
      elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
    });
    await post(
      [
        { type: 'section', text: mrkdwn(evil), fields: [plain(evil)] },
        { type: 'header', text: plain(evil) },
        { type: 'context', elements: [mrkdwn(`\`${evil}\``)] },
        rich(evil),
        { type: 'markdown', text: `${evil} [x](javascript:alert(1))` },
        { type: 'table', rows: [[{ type: 'raw_text', text: evil }]] },
        {
          type: 'actions',
          elements: [
            button(evil, 'ack', {
              value: evil,
              confirm: { title: plain(evil), text: plain(evil), confirm: plain('a'), deny: plain('b') },
            }),
          ],
        },
      ],
      evil,
    );
    await slack.say({ user: 'U0BOB', channel: 'C0SECURITY', text: `${evil} <javascript:alert(1)|x>` });
    const response = await fetch(`${slack.url}/?as=U0ALICE&c=C0SECURITY`);
    const html = await response.text();
    expect(html.match(/<script\b/g)).toEqual(['<script']);
    expect(html).not.toMatch(/<img|onerror=(?!alert\(1\)&gt;)|href="javascript/);
    expect(response.headers.get('content-security-policy')).toMatch(
      /default-src 'none'; script-src 'self'; style-src 'self';/,
    );
  });

  it('shows plain text as it is, with its emoji only', async () => {
    await post([{ type: 'header', text: plain('*not bold* # & :wave: `x`') }]);
    expect(words(await page())).toContain('*not bold* # &amp; 👋 `x`');
  });

  it('opens threads, and shows whispers to one person only', async () => {
    const ts = await post([{ type: 'section', text: mrkdwn('Parent') }]);
    await call(slack, 'chat.postMessage', { channel: 'C0SECURITY', thread_ts: ts, text: 'A reply' });
    await call(slack, 'chat.postEphemeral', { channel: 'C0SECURITY', user: 'U0BOB', text: 'Just for Bob' });
    const alice = await page();
    expect(words(alice)).toContain('1 reply');
    expect(words(alice)).not.toMatch(/A reply|Just for Bob/);
    expect(words(await page('?as=U0BOB&c=C0SECURITY'))).toContain('Only visible to you');
    expect(words(await page(`?as=U0ALICE&c=C0SECURITY&thread=${ts}`))).toContain('A reply');
  });

  it('shows a modal as a form and App Home as a page', async () => {
    const blocks = [
      {
        type: 'input',
        block_id: 'why',
        label: plain('Reason'),
        element: { type: 'plain_text_input', action_id: 'why' },
      },
    ];
    await call(slack, 'views.open', {
      trigger_id: slack.workspace.triggers.issue('U0ALICE'),
      view: modal({ submit: plain('Go'), blocks }),
    });
    await call(slack, 'views.publish', {
      user_id: 'U0ALICE',
      view: { type: 'home', blocks: [{ type: 'header', text: plain('All quiet') }] },
    });
    expect(await page()).toMatch(/role="dialog".*Snooze.*Reason.*<button type="submit"[^>]*>Go</s);
    expect(words(await page('?as=U0ALICE&c=home'))).toContain('All quiet');
    expect(words(await page('?as=U0BOB&c=home'))).not.toMatch(/All quiet|Reason/);
  });

  it('takes deeds only from itself', async () => {
    const deed = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${slack.url}/do?as=U0ALICE`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ do: 'write', channel: 'C0SECURITY', text: 'hi' }),
      });
    expect((await deed({ 'content-type': 'application/json', origin: 'https://evil.example' })).status).toBe(403);
    expect((await deed({ 'content-type': 'text/plain', origin: slack.url })).status).toBe(403);
    expect((await deed({ 'content-type': 'application/json', origin: slack.url })).status).toBe(200);
    expect(slack.messages('C0SECURITY')).toMatchObject([{ user: 'U0ALICE', text: 'hi' }]);
  });
});

describe('mrkdwn', () => {
  const bold = { bold: true };
  const rows: [string, string, unknown][] = [
    [
      'styles whole words only',
      '*a* b*c* _d_',
      [
        { type: 'text', text: 'a', style: bold },
        { type: 'text', text: ' b*c* ' },
        { type: 'text', text: 'd', style: { italic: true } },
      ],
    ],
    ['leaves code alone', '`*a*`', [{ type: 'text', text: '*a*', style: { code: true } }]],
    ['unescapes what was escaped, once', '&lt;b&gt; &amp;lt;', [{ type: 'text', text: '<b> &lt;' }]],
    [
      'reads links with and without a name',
      '<https://a.b?x=1&amp;y|z> <https://c.d>',
      [
        { type: 'link', url: 'https://a.b?x=1&y', text: 'z', style: {} },
        { type: 'text', text: ' ' },
        { type: 'link', url: 'https://c.d', text: 'https://c.d', style: {} },
      ],
    ],
    [
      'knows only emoji that exist',
      ':wave: 10:30:00',
      [
        { type: 'emoji', name: 'wave' },
        { type: 'text', text: ' 10:30:00' },
      ],
    ],
    [
      'styles within styles',
      '*a _b_*',
      [
        { type: 'text', text: 'a ', style: bold },
        { type: 'text', text: 'b', style: { bold: true, italic: true } },
      ],
    ],
    ['loses no hash, dash or image mark', '# a\n- b ![c](d)', [{ type: 'text', text: '# a\n- b ![c](d)' }]],
  ];
  test.each(rows)('%s', (_name, text, elements) => {
    expect(fromMrkdwn(text)).toEqual([{ type: 'rich_text_section', elements }]);
  });

  it('reads quotes and code blocks between texts', () => {
    expect(
      fromMrkdwn('a\n&gt; b\n&gt; c\n```d\n&lt;e&gt;```').map((part) => [part.type, JSON.stringify(part.elements)]),
    ).toEqual([
      ['rich_text_section', '[{"type":"text","text":"a"}]'],
      ['rich_text_quote', '[{"type":"text","text":"b\\nc"}]'],
      ['rich_text_preformatted', '[{"type":"text","text":"d\\n<e>"}]'],
    ]);
  });
});

describe('a date', () => {
  const rows: [string, string, number, string][] = [
    ['is today in the reader’s zone', '{date_pretty} at {time}', now, 'Today at 21:00'],
    ['is yesterday', '{date_short_pretty}', now - 86_400_000, 'Yesterday'],
    ['is spelled out further away', '{date_short_pretty} {time_secs}', now - 9 * 86_400_000, '11 Nov 2026 21:00:00'],
    ['has a numeric form', '{date_num}', now, '2026-11-20'],
    ['says how long ago', '{ago}', now - 7_200_000, '2 h ago'],
  ];
  test.each(rows)('%s', (_name, pattern, at, shown) => {
    expect(slackDate(at, pattern, 'Asia/Tokyo', now)).toBe(shown);
  });
});
