/** The record of one event, as CloudTrail wrote it and without its secrets, for those who may see records; a long one in parts. */
import type { KnownBlock } from '@slack/web-api';
import { redact } from '../../detect/redact';
import { jsonText, pagesOf, preformatted } from '../../notify/literal';
import { code, contextLine, mrkdwn, section } from '../../notify/text';
import type { CloudTrailEvent } from '../../source/event';
import { type Desk, type Told, refusal } from '../desk';

/** Why somebody may not see the record; undefined when they may. Any alert the event is in may be the one that lets them. */
export async function recordRefusal(desk: Desk, user: string, alertIds: readonly string[]): Promise<Told> {
  let refused: Told;
  for (const alertId of alertIds.length === 0 ? [''] : alertIds) {
    refused = await refusal(desk, { user, alertId }, 'rawEvents');
    if (refused === undefined) return undefined;
  }
  return refused;
}

export interface Part {
  readonly blocks: readonly KnownBlock[];
  /** How many parts there are. */
  readonly parts: number;
}

const REDACTED = contextLine(mrkdwn`Secrets are left out and shown as ${code('(redacted)')}.`);

/** `part` counts from 0; beyond the last it is the last. */
export function recordPart(event: CloudTrailEvent, part: number): Part {
  const pages = pagesOf(jsonText(redact(event.record)));
  const at = Math.min(Math.max(part, 0), pages.length - 1);
  const which = pages.length === 1 ? [] : [contextLine(mrkdwn`Part ${at + 1} of ${pages.length} of the record`)];
  return { blocks: [preformatted(pages[at] ?? ''), ...which, REDACTED], parts: pages.length };
}

/** Of an event that cannot be asked for again at no cost: as many parts at once as a modal shows well. */
const AT_ONCE = 6;

export function wholeRecord(event: CloudTrailEvent): readonly KnownBlock[] {
  const pages = pagesOf(jsonText(redact(event.record)));
  const more = pages.length - AT_ONCE;
  const rest = more > 0 ? [section(mrkdwn`The record goes on; all of it is in CloudTrail’s console.`)] : [];
  return [...pages.slice(0, AT_ONCE).map(preformatted), ...rest, REDACTED];
}
