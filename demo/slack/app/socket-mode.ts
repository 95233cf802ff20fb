// Slack's side of Socket Mode: tickets from apps.connections.open, the hello, envelopes that must be acknowledged by their id in
// time, pings, and disconnects on demand.
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { isRecord } from '../blocks/check';
import type { Delivery, Link, Outcome } from './link';

const pingEvery = 5000;
const maxConnections = 10;

export class SocketMode implements Link {
  private readonly server = new WebSocketServer({ noServer: true });
  private readonly tickets = new Set<string>();
  private readonly sockets = new Set<WebSocket>();
  private readonly waiting = new Map<string, (response: Record<string, unknown>) => void>();
  private readonly pings: NodeJS.Timeout;
  private turn = 0;

  constructor(private readonly options: { appId: string; enabled: boolean; ackTimeout: number; changed: () => void }) {
    this.pings = setInterval(
      () => this.sockets.forEach((s) => s.ping(`Ping from demo ${Date.now()}`)),
      pingEvery,
    ).unref();
  }

  get connections(): number {
    return this.sockets.size;
  }

  /** A ticket is used up by the connection it opens. */
  ticket(): string {
    const ticket = randomBytes(12).toString('hex');
    this.tickets.add(ticket);
    return ticket;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, ticket: string): void {
    if (!this.tickets.delete(ticket) || this.sockets.size >= maxConnections) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    this.server.handleUpgrade(request, socket, head, (ws) => this.welcome(ws));
  }

  private welcome(ws: WebSocket): void {
    if (!this.options.enabled) {
      ws.send(JSON.stringify({ type: 'disconnect', reason: 'link_disabled', debug_info: { host: 'demo' } }));
      ws.close();
      return;
    }
    this.sockets.add(ws);
    const gone = (): void => {
      if (this.sockets.delete(ws)) this.options.changed();
    };
    ws.on('close', gone);
    ws.on('error', gone);
    ws.on('message', (data: Buffer) => this.acknowledged(data.toString()));
    ws.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.sockets.size,
        debug_info: { host: 'demo', build_number: 1, approximate_connection_time: 3600 },
        connection_info: { app_id: this.options.appId },
      }),
    );
    this.options.changed();
  }

  private acknowledged(data: string): void {
    let message: unknown;
    try {
      message = JSON.parse(data);
    } catch {
      return;
    }
    if (!isRecord(message) || typeof message['envelope_id'] !== 'string') return;
    const settle = this.waiting.get(message['envelope_id']);
    this.waiting.delete(message['envelope_id']);
    settle?.(isRecord(message['payload']) ? message['payload'] : {});
  }

  /** One of the open connections gets it, in turns. */
  async send({ kind, payload, retry }: Delivery): Promise<Outcome> {
    const open = [...this.sockets].filter((s) => s.readyState === s.OPEN);
    const socket = open[this.turn++ % Math.max(1, open.length)];
    if (!socket) return { ok: false, error: 'dispatch_failed' };
    const id = randomUUID();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.waiting.delete(id);
        resolve({ ok: false, error: 'operation_timeout' });
      }, this.options.ackTimeout);
      this.waiting.set(id, (response) => {
        clearTimeout(timer);
        resolve({ ok: true, response });
      });
      const again = retry
        ? { retry_attempt: retry.attempt, retry_reason: retry.reason }
        : kind === 'events_api'
          ? { retry_attempt: 0, retry_reason: '' }
          : {};
      socket.send(
        JSON.stringify({
          envelope_id: id,
          type: kind,
          payload,
          accepts_response_payload: kind !== 'events_api',
          ...again,
        }),
      );
    });
  }

  /** Slack asks clients to reconnect now and then; `hard` cuts the connection without a word. */
  disconnect(reason: 'refresh_requested' | 'warning' | 'link_disabled' | 'hard' = 'refresh_requested'): void {
    for (const socket of this.sockets) {
      if (reason === 'hard') socket.terminate();
      else socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'demo' } }));
    }
  }

  /** Anything at all, to every connection: what Slack itself would never send. */
  raw(data: string | Buffer): void {
    for (const socket of this.sockets) socket.send(data);
  }

  /** Lets a handshake that a stopping app began come to its end; nobody waits longer than half a second. */
  async close(): Promise<void> {
    clearInterval(this.pings);
    const closing = [...this.sockets].map(async (socket) => {
      const closed = once(socket, 'close');
      socket.close(1001);
      const timer = setTimeout(() => socket.terminate(), 500);
      await closed;
      clearTimeout(timer);
    });
    await Promise.all(closing);
    this.server.close();
  }
}
