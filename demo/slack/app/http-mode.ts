// Delivery to a request URL: POSTs signed with the signing secret as Slack signs them, three seconds to answer, and the body of
// the answer as the acknowledgement.
import { createHmac } from 'node:crypto';
import { isRecord } from '../blocks/check';
import type { Delivery, Link, Outcome } from './link';

export class HttpMode implements Link {
  constructor(private readonly options: { url: () => string; signingSecret: string; ackTimeout: number }) {}

  async send(delivery: Delivery): Promise<Outcome> {
    const event = delivery.kind === 'events_api';
    const body = event ? JSON.stringify(delivery.payload) : form(delivery).toString();
    // Slack signs with the real time whatever clock a test has injected: the receiver compares it with its own.
    const timestamp = String(Math.floor(Date.now() / 1000));
    const { retry } = delivery;
    try {
      const response = await fetch(this.options.url(), {
        method: 'POST',
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(this.options.ackTimeout),
        headers: {
          'content-type': event ? 'application/json' : 'application/x-www-form-urlencoded',
          'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          'x-slack-request-timestamp': timestamp,
          'x-slack-signature': sign(this.options.signingSecret, timestamp, body),
          ...(retry ? { 'x-slack-retry-num': String(retry.attempt), 'x-slack-retry-reason': retry.reason } : {}),
        },
      });
      const text = await response.text();
      return response.ok ? { ok: true, response: parsed(text) } : { ok: false, error: 'dispatch_failed' };
    } catch (error) {
      const late = error instanceof Error && error.name === 'TimeoutError';
      return { ok: false, error: late ? 'operation_timeout' : 'dispatch_failed' };
    }
  }
}

export function sign(secret: string, timestamp: string, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

/** Commands are plain form fields; every other interaction is one field with JSON. */
function form({ kind, payload }: Delivery): URLSearchParams {
  if (kind !== 'slash_commands') return new URLSearchParams({ payload: JSON.stringify(payload) });
  return new URLSearchParams(
    Object.entries(payload).map(([key, value]): [string, string] => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

function parsed(text: string): Record<string, unknown> {
  if (text === '') return {};
  try {
    const value = JSON.parse(text) as unknown;
    return isRecord(value) ? value : { text };
  } catch {
    return { text };
  }
}
