/**
 * What comes in over HTTP, before Bolt reads it: not too much of it, not too slowly, and nothing that Bolt would fall over. Bolt
 * itself checks who signed it, and that it is not older than five minutes.
 */
import type { IncomingMessage, ServerOptions, ServerResponse } from 'node:http';

/** The largest that Slack sends is a modal with all its values, a few hundred kilobytes. */
export const MOST_BYTES = 1_048_576;

/** Slack gives up after three seconds: whoever takes longer to ask (milliseconds) is not Slack. */
export const IN_TIME: ServerOptions = {
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
};

/** A clock that runs ahead of ours (milliseconds) by more than this is not Slack's. */
const AHEAD = 5 * 60_000;

export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** Where Bolt finds a body that was read already. */
type Read = IncomingMessage & { rawBody: Buffer };

export interface Gate {
  readonly path: string;
  /** The time that Slack signs with, whatever clock the bot is given. */
  readonly now: () => number;
  /** What a body says, whoever sent it; throws where it says nothing. */
  readonly parse: (request: Read) => unknown;
  /** Whether Slack signed it, lately. */
  readonly isSigned: (body: string, signature: string, timestamp: number) => boolean;
  readonly refused: (why: string) => void;
}

/** `next` is asked for what goes through, and for every other path. */
export function admitted(next: Listener, gate: Gate): Listener {
  return (request, response) => {
    if (request.method !== 'POST' || request.url?.split('?')[0] !== gate.path) return next(request, response);
    void admit(request, response, gate).then(
      (isGood) => isGood && next(request, response),
      () => request.socket.destroy(),
    );
  };
}

async function admit(request: IncomingMessage, response: ServerResponse, gate: Gate): Promise<boolean> {
  const refuse = (status: number, why: string): false => {
    gate.refused(why);
    // What is left of the body is not worth reading.
    response.writeHead(status, { connection: 'close' }).end();
    return false;
  };
  const rawBody = await read(request);
  if (rawBody === undefined) return refuse(413, 'larger than Slack sends');
  const timestamp = Number(request.headers['x-slack-request-timestamp']);
  if (timestamp * 1000 > gate.now() + AHEAD) return refuse(401, 'from the future');
  const whole = Object.assign(request, { rawBody });
  const signature = String(request.headers['x-slack-signature']);
  const isSigned = gate.isSigned(rawBody.toString(), signature, timestamp);
  return !isSigned || saysSomething(gate, whole) || refuse(400, 'not what Slack sends');
}

/** Undefined as soon as it is too large: by its own word, or by what came. */
async function read(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES) return undefined;
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MOST_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Bolt looks for words in whatever the body says; `null` has none. */
function saysSomething({ parse }: Gate, request: Read): boolean {
  try {
    const body = parse(request);
    return typeof body === 'object' && body !== null;
  } catch {
    return false;
  }
}
