/**
 * A wire between the bot and a stand-in, on which a request can be caught: before the other side gets it, after it was
 * carried out and not answered, or just after it was answered. What is caught is never answered.
 */
import { type IncomingMessage, type ServerResponse, createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** `late`: the other side carries it out a while after the bot is gone. */
export type When = 'before' | 'after' | 'answered' | 'late';

export interface Seen {
  /** The name of the method or action: `chat.postMessage`, `LookupEvents`. */
  readonly call: string;
  readonly body: string;
}

export interface Wire {
  readonly url: string;
  close(): Promise<void>;
}

/** How long (milliseconds) the other side takes over what it carries out late. */
const LATE = 1_500;

/** `caught` is asked for each moment of each request, and kills whom it wants dead before it says yes. */
export async function startWire(target: string, caught: (when: When, seen: Seen) => boolean): Promise<Wire> {
  const { hostname, port } = new URL(target);

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bytesOf(request);
    const seen = { call: callOf(request), body: body.toString() };
    if (caught('before', seen)) return;
    const isLate = caught('late', seen);
    if (isLate) await sleep(LATE);
    const answer = await forward(request, body);
    if (isLate || caught('after', seen)) return;
    response.writeHead(answer.status, answer.headers);
    await new Promise<void>((resolve) => response.end(answer.body, resolve));
    caught('answered', seen);
  }

  /** With its headers as they are, so that signatures stay good. */
  function forward({ method, url, headers }: IncomingMessage, body: Buffer) {
    return new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>((resolve, reject) => {
      const onward = send({ hostname, port, method, path: url, headers, agent: false }, (answer) => {
        bytesOf(answer).then(
          (bytes) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: bytes }),
          reject,
        );
      });
      onward.once('error', reject);
      onward.end(body);
    });
  }

  const server = createServer((request, response) => {
    // A bot that was killed leaves its requests half sent.
    pass(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function callOf({ url = '', headers }: IncomingMessage): string {
  const action = headers['x-amz-target'];
  return typeof action === 'string' ? (action.split('.').at(-1) ?? '') : (url.split(/[/?]/).at(-1) ?? '');
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
