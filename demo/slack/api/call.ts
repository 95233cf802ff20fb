// One Web API call as its method sees it: typed access to arguments that may have come as JSON or urlencoded text, and the shared
// look-ups (a channel the token may use, a scope) that refuse with Slack's errors.
import { isRecord } from '../blocks/check';
import { scopeWord, type Channel } from '../channels';
import type { Workspace } from '../workspace';
import { SlackError } from './errors';

export type Args = Record<string, unknown>;

export class Call {
  constructor(
    readonly workspace: Workspace,
    readonly args: Args,
    readonly scopes: readonly string[],
  ) {}

  text(name: string): string | undefined {
    const value = this.args[name];
    if (value === undefined || value === null) return undefined;
    return typeof value === 'string' ? value : JSON.stringify(value);
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '')
      throw new SlackError('invalid_arguments', { messages: [`missing required field: ${name}`] });
    return value;
  }

  flag(name: string): boolean | undefined {
    const value = this.args[name];
    if (value === undefined || value === null) return undefined;
    return value === true || value === 'true' || value === '1' || value === 1;
  }

  count(name: string, otherwise: number, max: number): number {
    const value = this.text(name);
    if (value === undefined || value === '') return otherwise;
    const number = Number(value);
    if (!Number.isInteger(number) || number < 0) throw new SlackError('invalid_limit');
    return Math.max(1, Math.min(number, max));
  }

  /** An object given as such or as a JSON string; undefined when it is absent, null when it is no object. */
  json(name: string): Record<string, unknown> | null | undefined {
    let value = this.args[name];
    if (value === undefined || value === '') return undefined;
    if (typeof value === 'string') {
      try {
        value = JSON.parse(value) as unknown;
      } catch {
        return null;
      }
    }
    return isRecord(value) ? value : null;
  }

  scope(needed: string): void {
    if (!this.scopes.includes(needed))
      throw new SlackError('missing_scope', { needed, provided: this.scopes.join(',') });
  }

  /** A conversation the bot can see: private ones only from within. With `read` or `history` the scope for its kind is needed. */
  channel(scope?: 'read' | 'history', key = this.required('channel')): Channel {
    const channel = this.workspace.channels.get(key);
    const inside = channel?.members.has(this.workspace.app.user) ?? false;
    if (!channel || (channel.kind !== 'public' && !inside)) throw new SlackError('channel_not_found');
    if (scope) this.scope(`${scopeWord(channel.kind)}:${scope}`);
    return channel;
  }

  /** A page of a list by Slack's cursors. */
  page<T>(items: readonly T[], limit: number): { items: T[]; next: string } {
    const cursor = this.text('cursor');
    let start = 0;
    if (cursor !== undefined && cursor !== '') {
      const match = /^offset:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString());
      if (!match) throw new SlackError('invalid_cursor');
      start = Number(match[1]);
    }
    const end = start + limit;
    return {
      items: items.slice(start, end),
      next: end < items.length ? Buffer.from(`offset:${end}`).toString('base64') : '',
    };
  }
}
