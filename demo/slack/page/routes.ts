// The page over HTTP: the page itself, its style sheets and one script, news by Server-Sent Events, and what people do as POSTs
// that take the same path as the driver's. Only this machine's own page may post.
import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readBody } from '../api/web-api';
import type { Driver } from '../driver';
import type { Change } from '../workspace';
import { renderPage } from './page';
import { viewerOf, type Viewer } from './viewer';
import { wordsOf } from './words';

const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: https:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

const assets: Record<string, string> = {
  'page.css': 'text/css',
  'blocks.css': 'text/css',
  'controls.css': 'text/css',
  'small.css': 'text/css',
  'browser.js': 'text/javascript',
  'fields.js': 'text/javascript',
  'live.js': 'text/javascript',
};

/** The assets stay in the source tree when the code is compiled elsewhere: walk up to the package. */
function assetFolder(from = __dirname): string {
  return existsSync(join(from, 'package.json')) ? join(from, 'demo', 'slack', 'page') : assetFolder(dirname(from));
}

const values = z.record(z.string(), z.record(z.string(), z.union([z.string(), z.array(z.string())])));
const where = { channel: z.string().optional(), ts: z.string().optional(), viewId: z.string().optional() };
const deed = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('click'),
    ...where,
    actionId: z.string(),
    blockId: z.string().optional(),
    value: z.union([z.string(), z.array(z.string())]).optional(),
    values: values.optional(),
  }),
  z.object({ do: z.literal('submit'), viewId: z.string(), values }),
  z.object({ do: z.literal('close'), viewId: z.string(), all: z.boolean() }),
  z.object({ do: z.literal('write'), channel: z.string(), text: z.string(), thread: z.string().optional() }),
  z.object({ do: z.literal('home') }),
  z.object({ do: z.literal('dismiss'), ts: z.string() }),
  z.object({ do: z.literal('delete'), channel: z.string(), ts: z.string() }),
  z.object({
    do: z.literal('shortcut'),
    callbackId: z.string(),
    channel: z.string().optional(),
    ts: z.string().optional(),
  }),
]);

export class Page {
  private readonly folder = assetFolder();
  private readonly open = new Set<ServerResponse>();
  private readonly read = new Map<string, string>();
  private readonly stop: () => void;

  constructor(private readonly driver: Driver) {
    this.stop = driver.onChange((change) => this.tell(change));
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const name = url.pathname.slice(1);
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? ''))
      return void response.writeHead(403).end('this page is for this machine only');
    const type = Object.hasOwn(assets, name) ? assets[name] : undefined;
    if (type !== undefined)
      return void response
        .writeHead(200, { ...headers, 'content-type': `${type}; charset=utf-8` })
        .end(readFileSync(join(this.folder, name)));
    if (name === 'live') return this.listen(request, response);
    if (name === 'do' && request.method === 'POST')
      return this.act(request, response, viewerOf(this.driver.workspace, url.searchParams));
    if (name !== '' || request.method !== 'GET') return void response.writeHead(404, headers).end('not found');
    const viewer = viewerOf(this.driver.workspace, url.searchParams);
    if (viewer.channel)
      this.read.set(
        `${viewer.me.id} ${viewer.channel.id}`,
        this.driver.workspace.messages.all(viewer.channel.id).at(-1)?.ts ?? '',
      );
    const html = renderPage(viewer, (channel, person) => this.unread(person, channel));
    response.writeHead(200, { ...headers, 'content-type': 'text/html; charset=utf-8' }).end(html);
  }

  private unread(person: string, channel: string): number {
    const seen = this.read.get(`${person} ${channel}`) ?? '';
    const { messages } = this.driver.workspace;
    return messages.top(channel).filter((m) => m.ts > seen && m.user !== person).length;
  }

  private listen(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
    response.write('retry: 500\n\n');
    this.open.add(response);
    request.on('close', () => this.open.delete(response));
  }

  /** Everybody hears that something changed; what a phone would show goes along. */
  private tell(change: Change): void {
    if (change.what === 'connection') return;
    const { workspace } = this.driver;
    const notify = change.notify && {
      ...change.notify,
      text: wordsOf(change.notify.text, workspace, 'Europe/Berlin'),
      members: [...(workspace.channels.get(change.channel ?? '')?.members ?? [])],
    };
    const data = JSON.stringify({ channel: change.channel, user: change.user, author: change.author, notify });
    for (const response of this.open) response.write(`data: ${data}\n\n`);
  }

  private async act(request: IncomingMessage, response: ServerResponse, { me }: Viewer): Promise<void> {
    const { origin, host } = request.headers;
    if (origin !== `http://${host}` || !(request.headers['content-type'] ?? '').startsWith('application/json'))
      return void response.writeHead(403, headers).end();
    const answer = (status: number, body: unknown): void =>
      void response.writeHead(status, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(body));
    const body = deed.safeParse(JSON.parse(await readBody(request)));
    if (!body.success) return answer(400, { ok: false, error: body.error.message });
    try {
      answer(200, await this.perform(me.id, body.data));
    } catch (error) {
      answer(200, { ok: false, error: error instanceof Error ? error.message : String(error) });
    }
  }

  private async perform(user: string, what: z.infer<typeof deed>): Promise<unknown> {
    switch (what.do) {
      case 'click':
        return this.driver.click({ ...what, user });
      case 'submit':
        return this.driver.submitView({ user, viewId: what.viewId, values: what.values });
      case 'close':
        return this.driver.closeView({ user, viewId: what.viewId, all: what.all });
      case 'home':
        return this.driver.openHome({ user });
      case 'shortcut':
        return this.driver.shortcut({ ...what, user });
      case 'delete':
        this.driver.deleteMessage({ user, channel: what.channel, ts: what.ts });
        return { ok: true };
      case 'dismiss':
        this.driver.dismiss({ user, ts: what.ts });
        return { ok: true };
      case 'write':
        if (what.text.startsWith('/')) return this.driver.command({ user, channel: what.channel, text: what.text });
        await this.driver.say({
          user,
          channel: what.channel,
          text: what.text,
          ...(what.thread === undefined ? {} : { thread_ts: what.thread }),
        });
        return { ok: true };
    }
  }

  close(): void {
    this.stop();
    for (const response of this.open) response.end();
  }
}
