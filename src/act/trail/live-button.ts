/** The way from what the store has to CloudTrail itself. */
import type { KnownBlock } from '@slack/web-api';
import { type Asked, askedButton } from './reply';

/** Action ids: ask the same of CloudTrail, and show one event that came from there. */
export const LIVE = { ask: 'trail.live', event: 'trail.live-event' } as const;

type Button = ReturnType<typeof askedButton>;

/** `page` says where to go on, of an answer that did not get through. */
export function liveButton(asked: Asked, page = '', label = 'Ask CloudTrail'): Button {
  return askedButton(LIVE.ask, label, asked, page);
}

/** Where an event was found comes along, as CloudTrail is asked by account and region. */
export function liveEventButton(
  { id, account, region }: { readonly id: string; readonly account: string; readonly region: string },
  now: number,
  number: number,
): Button {
  const asked = { user: '', now, page: '', text: `event ${id}` };
  return askedButton(`${LIVE.event}/${number}`, 'Details', asked, `${account}.${region}`.replace(/\s/g, ''));
}

/** CloudTrail itself is where to look on, for what was asked, from its beginning. */
export function asks(asked: Asked): KnownBlock {
  return { type: 'actions', block_id: 'live', elements: [liveButton(asked)] };
}
