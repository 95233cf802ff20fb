/** An owed row as a message: rendered from its subject as it is when it is sent, whatever kind of subject that is. */
import type { LongestSnooze } from '../alert/snooze';
import { isUntouched, openIn } from './batch';
import { renderBatch, renderBatchCall } from './batch-message';
import { renderDigest } from './digest';
import { escalatedLine } from './lines';
import { renderAlert, renderCall } from './message';
import { type OwedRow, type RenderedRow, isReady } from './outbox-row';
import type { Line, Message } from './owed';
import { renderQuestion } from './question';

export function renderRow(
  { subject, call, mention, route }: RenderedRow,
  mayBeDuplicate: boolean,
  { longest }: { readonly longest?: LongestSnooze | undefined },
): Message {
  switch (subject.kind) {
    case 'confirmation':
      return renderQuestion(subject.confirmation, route);
    case 'batch':
      return renderBatch(subject.batch, { mention, call, mayBeDuplicate });
    case 'digest':
      return renderDigest(subject.digest, mayBeDuplicate);
    case 'alert':
      return renderAlert(subject.alert, { mention, mayBeDuplicate, call, longest });
  }
}

/** The line that calls for attention in the thread of a message. */
export function renderRaise({ subject, call = { why: 'returned' }, mention, route }: RenderedRow): Message {
  switch (subject.kind) {
    case 'confirmation':
      return renderQuestion(subject.confirmation, route);
    case 'batch':
      return renderBatchCall(subject.batch, call, mention);
    case 'digest':
      return renderDigest(subject.digest);
    case 'alert':
      return renderCall(subject.alert, call, mention);
  }
}

/** A call to whoever has not acknowledged, when somebody has by now, or wants quiet. */
export function isMoot(row: OwedRow): boolean {
  if (isReady(row) || row.call?.why !== 'unacknowledged') return false;
  const { subject } = row;
  if (subject.kind === 'batch') return openIn(subject.batch).length === 0;
  return subject.kind === 'alert' && !isUntouched(subject.alert);
}

/** What the alert's other threads are told once a row was sent at `now` (milliseconds): before that it may still turn out moot. */
export function lineOfSent(row: OwedRow, now: number): Line | undefined {
  if (isReady(row) || row.kind === 'edit' || row.subject.kind !== 'alert') return undefined;
  if (row.call?.why !== 'unacknowledged') return undefined;
  return row.call.elsewhere === true ? escalatedLine(row.call.after, row.route, now) : undefined;
}
