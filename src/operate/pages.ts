/**
 * /healthz, /readyz and /metrics. In HTTP mode they stand beside /slack/events on the same port; in Socket Mode, which needs no
 * port, on one of their own when PORT names it. They tell account ids and regions, and no secrets, records or people.
 */
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError, reasonOf } from '../error';
import type { Health } from './health';
import type { Metrics } from './metrics';

/** One address and what it answers, in the shape of Bolt's custom routes. */
export interface PageRoute {
  readonly path: string;
  readonly method: string[];
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

export function pagesOf(healthNow: () => Promise<Health>, metrics: Metrics): readonly PageRoute[] {
  return [
    page('/healthz', async () => ({ status: 200, type: 'text/plain', body: 'alive\n' })),
    page('/readyz', async () => {
      const { state, at, problems, notes } = await healthNow();
      const shown = problems.map(({ kind, what, since, doNext }) => {
        return { kind, what, since: new Date(since).toISOString(), do: doNext };
      });
      const body = { state, at: new Date(at).toISOString(), problems: shown, notes };
      return {
        status: state === 'green' ? 200 : 503,
        type: 'application/json',
        body: `${JSON.stringify(body, null, 2)}\n`,
      };
    }),
    page('/metrics', async () => {
      return { status: 200, type: metrics.contentType, body: await metrics.text(await healthNow()) };
    }),
  ];
}

function page(path: string, answer: () => Promise<Answer>): PageRoute {
  return {
    path,
    method: ['GET', 'HEAD'],
    handler: (request, response) => {
      void answer()
        // Whoever asks must hear that it is not well even when the store cannot be read.
        .catch((error: unknown): Answer => ({ status: 503, type: 'text/plain', body: `${reasonOf(error)}\n` }))
        .then(({ status, type, body }) => {
          response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
          response.end(request.method === 'HEAD' ? undefined : body);
        });
    },
  };
}

/** Nobody who asks for a page needs longer than this (milliseconds) to ask. */
const IN_TIME = { headersTimeout: 5_000, requestTimeout: 5_000, connectionsCheckingInterval: 1_000 };

export interface PageServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Throws an AppError when the port cannot be had. */
export async function servePages(routes: readonly PageRoute[], port: number, host: string): Promise<PageServer> {
  const server = createServer(IN_TIME, (request, response) => {
    const path = (request.url ?? '').split('?')[0];
    const route = routes.find((one) => one.path === path && one.method.includes(request.method ?? ''));
    if (route !== undefined) return route.handler(request, response);
    response.writeHead(404).end();
  });
  await listening(server, port, host);
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listening(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  }).catch((error: unknown) => {
    throw new AppError('port', `cannot listen on ${host} port ${port}: ${reasonOf(error)} (set PORT and HOST)`);
  });
}
