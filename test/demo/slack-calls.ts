// Calls the stand-in Slack without an SDK, so that its answers are seen as they are on the wire; and short words for blocks.
import { SlackError } from '../../demo/slack/api/errors';
import type { Slack } from '../../demo/slack/server';

export interface Answer {
  status: number;
  retryAfter: string | null;
  scopes: string | null;
  body: Record<string, unknown> & {
    ok: boolean;
    error?: string;
    ts?: string;
    errors?: string[];
    response_metadata?: { messages?: string[]; next_cursor?: string };
  };
}

export async function call(
  slack: Slack,
  method: string,
  args: Record<string, unknown> = {},
  token: string | undefined = slack.botToken,
): Promise<Answer> {
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
  };
  const response = await fetch(slack.apiUrl + method, { method: 'POST', headers, body: JSON.stringify(args) });
  const text = await response.text();
  const body = (text === '' ? { ok: false } : JSON.parse(text)) as Answer['body'];
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    scopes: response.headers.get('x-oauth-scopes'),
    body,
  };
}

export const plain = (text: string): { type: 'plain_text'; text: string } => ({ type: 'plain_text', text });
export const mrkdwn = (text: string): { type: 'mrkdwn'; text: string } => ({ type: 'mrkdwn', text });
export const button = (text: string, action_id: string, more: object = {}): object => ({
  type: 'button',
  text: plain(text),
  action_id,
  ...more,
});
export const modal = (more: object = {}): object => ({
  type: 'modal',
  title: plain('Snooze'),
  blocks: [{ type: 'section', text: mrkdwn('For how long?') }],
  ...more,
});

export const refusal = (read: () => unknown): SlackError => {
  try {
    read();
  } catch (error) {
    if (error instanceof SlackError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

export const section = (text: object): object => ({ type: 'section', text });
export const actions = (...elements: object[]): object => ({ type: 'actions', elements });
export const option = (value: string, text = value): object => ({ text: plain(text), value });
export const rich = (...elements: object[]): object => ({ type: 'rich_text', elements });
export const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
export const x = (count: number): string => 'x'.repeat(count);
