// The Web API at the wire: body, token, ordered faults, rate limits, scopes, the method itself, and the answer in Slack's shape.
// Every call is logged, without its token, for tests to read.
import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRecord } from '../blocks/check';
import type { Workspace } from '../workspace';
import { Call, type Args } from './call';
import { SlackError } from './errors';
import { Faults } from './faults';
import { methods, type Method } from './methods';
import { RateLimits, type RateLimitOption } from './rate-limits';

export interface LoggedCall {
  method: string;
  args: Args;
  /** The HTTP status; 0 when the connection was cut. */
  status: number;
  error: string | undefined;
  /** By the injected clock, in milliseconds. */
  time: number;
}

export interface Tokens {
  bot: string;
  app: string;
}

const appScopes = ['connections:write'];

export async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

export class WebApi {
  readonly calls: LoggedCall[] = [];
  readonly faults = new Faults();
  private readonly answered = new EventEmitter().setMaxListeners(0);
  private readonly limits: RateLimits;
  private readonly methods: Record<string, Method>;

  constructor(
    private readonly workspace: Workspace,
    private readonly tokens: Tokens,
    rateLimits: RateLimitOption,
    openConnection: () => string,
  ) {
    this.limits = new RateLimits(workspace.now, rateLimits);
    this.methods = methods(openConnection);
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    name: string,
    query: URLSearchParams,
  ): Promise<void> {
    const given = readArgs(request, await readBody(request), query);
    const { token: bodyToken, ...args } = given.args;
    const header = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const token = header ?? (typeof bodyToken === 'string' && !given.json ? bodyToken : undefined);
    const logged: LoggedCall = { method: name, args, status: 200, error: undefined, time: this.workspace.now() };
    this.calls.push(logged);

    const fault = this.faults.take(name);
    if (fault?.delay !== undefined) await sleep(fault.delay);
    if (fault?.drop === 'before') return cut(request, logged);
    let error: SlackError | undefined;
    let body: Record<string, unknown>;
    try {
      if (fault?.status !== undefined) throw new SlackError(`http_${fault.status}`, { status: fault.status });
      if (fault?.error !== undefined) throw ordered(fault.error, fault.retryAfter);
      if (given.broken) throw new SlackError('invalid_json');
      body = { ok: true, ...this.run(name, token, args) };
    } catch (thrown) {
      if (!(thrown instanceof SlackError)) throw thrown;
      error = thrown;
      body = thrown.body;
    }
    logged.error = error?.code;
    if (fault?.drop === 'after') return cut(request, logged);
    const { retryAfter, status = retryAfter !== undefined ? 429 : 200 } = error?.extra ?? {};
    logged.status = status;
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      ...(token === undefined ? {} : { 'x-oauth-scopes': this.scopesOf(token).join(',') }),
      ...(this.methods[name]?.scope === undefined ? {} : { 'x-accepted-oauth-scopes': this.methods[name].scope }),
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    });
    response.end(error?.extra.status !== undefined ? '' : JSON.stringify(body));
    this.answered.emit('call');
  }

  onCall(listener: () => void): () => void {
    this.answered.on('call', listener);
    return () => this.answered.off('call', listener);
  }

  private run(name: string, token: string | undefined, args: Args): Record<string, unknown> {
    const method = Object.hasOwn(this.methods, name) ? this.methods[name] : undefined;
    if (!method) throw new SlackError('unknown_method');
    if (token === undefined || token === '') throw new SlackError('not_authed');
    const kind = token === this.tokens.bot ? 'bot' : token === this.tokens.app ? 'app' : undefined;
    if (!kind) throw new SlackError('invalid_auth');
    if (method.token !== 'any' && method.token !== kind) throw new SlackError('not_allowed_token_type');
    const call = new Call(this.workspace, args, this.scopesOf(token));
    if (method.scope !== undefined) call.scope(method.scope);
    const channel =
      typeof args['channel'] === 'string'
        ? (this.workspace.channel(args['channel'])?.id ?? args['channel'])
        : undefined;
    const wait = this.limits.take(name, channel);
    if (wait !== undefined) throw ordered('ratelimited', wait);
    return method.run(call);
  }

  private scopesOf(token: string): readonly string[] {
    return token === this.tokens.app ? appScopes : token === this.tokens.bot ? this.workspace.manifest.scopes : [];
  }
}

function ordered(error: string, retryAfter: number | undefined): SlackError {
  return error === 'ratelimited' || error === 'rate_limited'
    ? new SlackError('ratelimited', { retryAfter: retryAfter ?? 1 })
    : new SlackError(error);
}

function cut(request: IncomingMessage, logged: LoggedCall): void {
  logged.status = 0;
  request.socket.destroy();
}

/** JSON bodies are taken as they are; urlencoded ones and the query give strings. */
function readArgs(
  request: IncomingMessage,
  body: string,
  query: URLSearchParams,
): { args: Args; json: boolean; broken: boolean } {
  const args: Args = Object.fromEntries(query);
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) {
    return { args: { ...args, ...Object.fromEntries(new URLSearchParams(body)) }, json: false, broken: false };
  }
  try {
    const parsed = JSON.parse(body) as unknown;
    return { args: { ...args, ...(isRecord(parsed) ? parsed : {}) }, json: true, broken: !isRecord(parsed) };
  } catch {
    return { args, json: true, broken: true };
  }
}
