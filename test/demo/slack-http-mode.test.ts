// The stand-in Slack over HTTP: requests are signed so that Bolt's own receiver takes them, a wrong secret is refused, and an event
// that is not acknowledged is sent again.
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { ConsoleLogger } from '@slack/logger';
import { readBody } from '../../demo/slack/api/web-api';
import { startSlack, type Slack } from '../../demo/slack/server';
import { button, call } from './slack-calls';

const quiet = Object.assign(new ConsoleLogger(), { error: () => undefined, warn: () => undefined });

let slack: Slack;
let server: Server;
const listen = async (handler: Parameters<typeof createServer>[1]): Promise<string> => {
  server = createServer(handler as () => void);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
};
afterEach(async () => {
  await slack.close();
  await new Promise((resolve) => server.close(resolve));
});

async function startApp(secret: (slack: Slack) => string): Promise<{ seen: string[]; ts: string }> {
  const seen: string[] = [];
  const late: { receiver?: HTTPReceiver } = {};
  const requestUrl = await listen((request, response) => late.receiver?.requestListener(request, response));
  slack = await startSlack({ requestUrl });
  const receiver = new HTTPReceiver({ signingSecret: secret(slack), logger: quiet });
  late.receiver = receiver;
  const app = new App({
    token: slack.botToken,
    receiver,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  app.action('go', async ({ ack, body }) => {
    await ack();
    seen.push(`${body.user.id} clicked`);
  });
  app.command('/trail', async ({ ack, command }) => {
    await ack({ text: `asked ${command.text}`, response_type: 'in_channel' });
  });
  app.event('app_home_opened', async ({ event }) => void seen.push(`${event.user} opened home`));
  const { body } = await call(slack, 'chat.postMessage', {
    channel: 'C0SECURITY',
    text: 'x',
    blocks: [{ type: 'actions', elements: [button('Go', 'go')] }],
  });
  return { seen, ts: body.ts ?? '' };
}

describe('HTTP mode', () => {
  it('signs what Bolt verifies: a click, a command, an event', async () => {
    const { seen, ts } = await startApp((s) => s.signingSecret);
    await expect(slack.click({ user: 'U0ALICE', channel: 'C0SECURITY', ts, actionId: 'go' })).resolves.toMatchObject({
      ok: true,
    });
    await slack.command({ user: 'U0ALICE', channel: 'C0SECURITY', text: 'a & b' });
    await slack.openHome({ user: 'U0BOB' });
    expect(seen).toEqual(['U0ALICE clicked', 'U0BOB opened home']);
    expect(slack.messages('C0SECURITY').map((m) => m.text)).toEqual(['x', 'asked a &amp; b']);
  });

  it('is refused by an app with another secret, and the person is told', async () => {
    const { seen, ts } = await startApp(() => 'another secret');
    await expect(slack.click({ user: 'U0ALICE', channel: 'C0SECURITY', ts, actionId: 'go' })).resolves.toEqual({
      ok: false,
      error: 'dispatch_failed',
    });
    await slack.command({ user: 'U0ALICE', channel: 'C0SECURITY', text: 'help' });
    expect(slack.ephemerals('U0ALICE')).toMatchObject([{ text: '/trail failed because the app did not respond' }]);
    expect(seen).toEqual([]);
  });

  it('sends an event again, and says so, until it is acknowledged', async () => {
    const requests: { headers: IncomingHttpHeaders; body: string }[] = [];
    const requestUrl = await listen((request, response) => {
      void readBody(request).then((body) => {
        requests.push({ headers: request.headers, body });
        response.writeHead(requests.length < 3 ? 500 : 200).end();
      });
    });
    slack = await startSlack({ requestUrl, retryAfter: [0, 1, 1] });
    await expect(slack.openHome({ user: 'U0ALICE' })).resolves.toEqual({ ok: false, error: 'dispatch_failed' });
    while (requests.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(requests.map((r) => [r.headers['x-slack-retry-num'], r.headers['x-slack-retry-reason']])).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
    ]);
    expect(new Set(requests.map((r) => (JSON.parse(r.body) as { event_id: string }).event_id)).size).toBe(1);
  });
});
