/** What the audit log knows of one thing: for people who look at it. */
import type { Kysely } from 'kysely';
import type { Schema } from './schema';

export interface DeedOn {
  /** Slack user id, or `trailwarden`. */
  readonly actor: string;
  readonly action: string;
  /** Milliseconds. */
  readonly at: number;
  readonly reason: string | undefined;
  /** JSON values, as they were recorded. */
  readonly after: unknown;
}

/** The newest first, `most` at most. */
export async function deedsOn(reader: Kysely<Schema>, subject: string, most: number): Promise<readonly DeedOn[]> {
  const entries = reader.selectFrom('audit').select(['actor', 'action', 'at', 'reason', 'after']);
  const rows = await entries.where('subject', '=', subject).orderBy('at', 'desc').limit(most).execute();
  return rows.map(({ after, reason, ...row }) => ({
    ...row,
    reason: reason ?? undefined,
    after: after === null ? undefined : (JSON.parse(after) as unknown),
  }));
}
