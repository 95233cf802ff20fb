// A local Slack workspace that stands in for Slack at the wire: Web API, Socket Mode or signed HTTP requests, response URLs, and a
// page people can click in. `npm run demo` and every test that needs Slack start it here.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RateLimitOption } from './api/rate-limits';
import { readBody, WebApi } from './api/web-api';
import { HttpMode } from './app/http-mode';
import { Commands } from './app/commands';
import { Deliver } from './app/deliver';
import { Interactions } from './app/interactions';
import { Modals } from './app/modals';
import { ResponseUrls } from './app/response-urls';
import { SocketMode } from './app/socket-mode';
import { defaultChannels, type ChannelSeed } from './channels';
import { Driver } from './driver';
import { defaultManifest, readManifest, type AppManifest } from './manifest';
import { defaultUsergroups, defaultUsers, type UsergroupSeed, type UserSeed } from './people';
import { Page } from './page/routes';
import { Workspace } from './workspace';

export interface SlackOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  /** Used for ts, trigger ids, response URLs and rate limits; Date.now by default. */
  clock?: { now(): number };
  /** The path of a manifest YAML, or what would be in it; a sensible app by default. */
  manifest?: string | Partial<AppManifest>;
  channels?: readonly ChannelSeed[];
  users?: readonly UserSeed[];
  usergroups?: readonly UsergroupSeed[];
  /** On by default; false switches limits off, a number multiplies what is allowed. */
  rateLimits?: RateLimitOption;
  /** The app's /slack/events address, or a way to ask for it later: interactions go there, signed; otherwise through Socket Mode. */
  requestUrl?: string | (() => string);
  /** Milliseconds an app has to acknowledge; 3000 as in Slack. */
  ackTimeout?: number;
  /** Milliseconds before each repeat of an unacknowledged event; at once, a minute, five minutes as in Slack. */
  retryAfter?: readonly number[];
}

export class Slack extends Driver {
  readonly url: string;
  /** For SLACK_API_URL. */
  readonly apiUrl: string;

  /** What stops with the server, in this order. */
  readonly closing: { close(): void | Promise<void> }[] = [];

  constructor(
    private readonly server: Server,
    readonly botToken: string,
    readonly appToken: string,
    readonly signingSecret: string,
    ...driver: ConstructorParameters<typeof Driver>
  ) {
    super(...driver);
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.apiUrl = `${this.url}/api/`;
  }

  async close(): Promise<void> {
    for (const part of this.closing) await part.close();
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }
}

export async function startSlack(options: SlackOptions = {}): Promise<Slack> {
  const { clock = { now: () => Date.now() }, ackTimeout = 3000, retryAfter = [0, 60_000, 300_000] } = options;
  const manifest =
    typeof options.manifest === 'string' ? readManifest(options.manifest) : { ...defaultManifest, ...options.manifest };
  const workspace = new Workspace(manifest, () => clock.now(), {
    users: options.users ?? defaultUsers,
    channels: options.channels ?? defaultChannels,
    usergroups: options.usergroups ?? defaultUsergroups,
  });
  const secret = randomBytes(12).toString('hex');
  const tokens = { bot: `xoxb-demo-${secret}`, app: `xapp-1-demo-${secret}` };
  const signingSecret = randomBytes(16).toString('hex');

  const server = createServer();
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve),
  );
  const { port } = server.address() as AddressInfo;

  const sockets = new SocketMode({
    appId: workspace.app.id,
    enabled: manifest.socketMode,
    ackTimeout,
    changed: () => workspace.announce({ what: 'connection' }),
  });
  const api = new WebApi(
    workspace,
    tokens,
    options.rateLimits ?? true,
    () => `ws://127.0.0.1:${port}/link/?ticket=${sockets.ticket()}&app_id=${workspace.app.id}`,
  );
  const responseUrls = new ResponseUrls(workspace, () => `http://127.0.0.1:${port}`);
  const { requestUrl } = options;
  const link =
    requestUrl === undefined
      ? sockets
      : new HttpMode({
          url: () => (typeof requestUrl === 'string' ? requestUrl : requestUrl()),
          signingSecret,
          ackTimeout,
        });
  const deliver = new Deliver(workspace, link, retryAfter);
  const interactions = new Interactions(workspace, deliver, responseUrls);
  const modals = new Modals(workspace, deliver);
  const app = { commands: new Commands(workspace, deliver, responseUrls), deliver, interactions, modals, sockets };
  const slack = new Slack(server, tokens.bot, tokens.app, signingSecret, workspace, api, app);
  const page = new Page(slack);
  slack.closing.push(deliver, sockets, page);

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', `http://127.0.0.1:${port}`);
    const [, first = '', rest = ''] = /^\/([^/]*)\/?(.*)$/.exec(url.pathname) ?? [];
    if (first === 'api') return api.handle(request, response, rest, url.searchParams);
    if (first === 'actions' || first === 'commands') {
      const { status, body } = responseUrls.use(url.pathname, await readBody(request));
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
      return;
    }
    await page.handle(request, response);
  };
  server.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => {
      console.error('the stand-in Slack failed', error);
      if (!response.headersSent) response.writeHead(500);
      response.end('fatal_error');
    });
  });
  server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '/', `http://127.0.0.1:${port}`);
    sockets.upgrade(request, socket, head, url.pathname === '/link/' ? (url.searchParams.get('ticket') ?? '') : '');
  });
  return slack;
}
