// Rate limits, trigger ids and response URLs of the stand-in Slack by an injected clock, and the faults a test can order.
import { ResponseUrls } from '../../demo/slack/app/response-urls';
import { startSlack, type Slack } from '../../demo/slack/server';
import { call, many, modal, plain } from './slack-calls';

let slack: Slack;
let now = 0;
const advance = (ms: number): void => void (now += ms);
beforeEach(async () => {
  now = Date.UTC(2026, 10, 20, 12);
  slack = await startSlack({ clock: { now: () => now } });
});
afterEach(() => slack.close());

const post = (channel = 'C0SECURITY', text = 'x'): ReturnType<typeof call> =>
  call(slack, 'chat.postMessage', { channel, text });

describe('rate limits', () => {
  it('let a short burst through, then one message a second per channel', async () => {
    for (let i = 0; i < 3; i++) expect((await post()).status).toBe(200);
    expect(await post()).toMatchObject({ status: 429, retryAfter: '1', body: { ok: false, error: 'ratelimited' } });
    expect((await post('C0ONCALL')).status).toBe(200);
    advance(1000);
    expect([(await post()).status, (await post()).status]).toEqual([200, 429]);
    expect(slack.messages('C0SECURITY')).toHaveLength(4);
  });

  it('count a person and the direct message with them as one', async () => {
    for (const channel of ['U0ALICE', 'D0ALICE', 'U0ALICE']) expect((await post(channel)).status).toBe(200);
    expect((await post('D0ALICE')).status).toBe(429);
  });

  it('allow fifty edits a minute', async () => {
    const { ts } = (await post()).body;
    for (let i = 0; i < 50; i++)
      expect((await call(slack, 'chat.update', { channel: 'C0SECURITY', ts, text: String(i) })).status).toBe(200);
    advance(20_000);
    expect(await call(slack, 'chat.update', { channel: 'C0SECURITY', ts, text: 'x' })).toMatchObject({
      status: 429,
      retryAfter: '40',
    });
    advance(40_000);
    expect((await call(slack, 'chat.update', { channel: 'C0SECURITY', ts, text: 'x' })).status).toBe(200);
  });

  it('can be scaled and switched off', async () => {
    const free = await startSlack({ rateLimits: false, clock: { now: () => now } });
    const statuses = await Promise.all(
      Array.from({ length: 30 }, () => call(free, 'chat.postMessage', { channel: 'C0SECURITY', text: 'x' })),
    );
    expect(statuses.every((s) => s.status === 200)).toBe(true);
    expect(new Set(free.messages('C0SECURITY').map((m) => m.ts)).size).toBe(30);
    await free.close();
  });
});

describe('a trigger', () => {
  const open = async (trigger: string): Promise<string | undefined> =>
    (await call(slack, 'views.open', { trigger_id: trigger, view: modal() })).body.error;

  it('opens one modal', async () => {
    const trigger = slack.workspace.triggers.issue('U0ALICE');
    expect([await open(trigger), await open(trigger)]).toEqual([undefined, 'exchanged_trigger_id']);
    expect(slack.openViews('U0ALICE')).toHaveLength(1);
  });

  it('is worth nothing after three seconds', async () => {
    const trigger = slack.workspace.triggers.issue('U0ALICE');
    advance(3001);
    expect(await open(trigger)).toBe('expired_trigger_id');
  });

  it('is not spent on a view that is refused', async () => {
    const trigger = slack.workspace.triggers.issue('U0ALICE');
    expect(
      (await call(slack, 'views.open', { trigger_id: trigger, view: modal({ title: plain('x'.repeat(25)) }) })).body
        .error,
    ).toBe('invalid_arguments');
    expect(await open(trigger)).toBeUndefined();
  });
});

describe('an ordered fault', () => {
  it('of an error happens once, and nothing is stored', async () => {
    slack.failNext('chat.postMessage', 'channel_not_found');
    expect([(await post()).body.error, (await post()).body.error]).toEqual(['channel_not_found', undefined]);
    expect(slack.messages('C0SECURITY')).toHaveLength(1);
  });

  it('of a rate limit carries its Retry-After', async () => {
    slack.failNext('chat.postMessage', { error: 'ratelimited', retryAfter: 30 });
    expect(await post()).toMatchObject({ status: 429, retryAfter: '30', body: { error: 'ratelimited' } });
  });

  it('of a status is a bare answer', async () => {
    slack.failNext('*', { status: 503, times: 2 });
    expect([(await post()).status, (await call(slack, 'auth.test')).status, (await post()).status]).toEqual([
      503, 503, 200,
    ]);
  });

  it('of a cut connection happens before the message is stored, or after', async () => {
    slack.failNext('chat.postMessage', { drop: 'before' });
    await expect(post('C0SECURITY', 'lost')).rejects.toThrow();
    slack.failNext('chat.postMessage', { drop: 'after' });
    await expect(post('C0SECURITY', 'kept')).rejects.toThrow();
    expect(slack.messages('C0SECURITY').map((m) => m.text)).toEqual(['kept']);
    expect(slack.calls.map((c) => c.status)).toEqual([0, 0]);
  });
});

describe('a response_url', () => {
  const answer = (urls: ResponseUrls, url: string, body: object = { text: 'x' }): string => {
    const { status, body: said } = urls.use(url.replace('http://x', ''), JSON.stringify(body));
    return `${status} ${said}`;
  };
  const issue = (): { urls: ResponseUrls; url: string } => {
    const urls = new ResponseUrls(slack.workspace, () => 'http://x');
    return {
      urls,
      url: urls.issue('commands', {
        user: 'U0ALICE',
        channel: 'C0SECURITY',
        ts: undefined,
        ephemeral: false,
      }),
    };
  };

  it('works five times', () => {
    const { urls, url } = issue();
    expect(many(6, () => answer(urls, url).slice(0, 3))).toEqual(['200', '200', '200', '200', '200', '404']);
    expect(slack.ephemerals('U0ALICE')).toHaveLength(5);
  });

  it('works for thirty minutes', () => {
    const { urls, url } = issue();
    advance(30 * 60_000 + 1);
    expect(answer(urls, url)).toBe('404 {"ok":false,"error":"expired_url"}');
  });

  it('refuses bad blocks as posting does', () => {
    const { urls, url } = issue();
    expect(answer(urls, url, { blocks: [{ type: 'section' }] })).toMatch(/^400 .*invalid_blocks.*must define either/);
  });
});
