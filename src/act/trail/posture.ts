/** `posture`: how well the trails are set up. AWS is asked, which takes some seconds; who asks again within a minute sees the same. */
import type { Posture } from '../../alert/posture';
import { renderPosture } from '../../notify/posture';
import { type Mrkdwn, mrkdwn, prose } from '../../notify/text';
import type { Desk } from '../desk';
import type { Asked, Reply } from './reply';

/** What was read so lately (milliseconds) is not read again: it was shown a moment ago, and is shared as it was seen. */
const FRESH = 60_000;

interface Reading {
  readonly at: number;
  readonly posture: Promise<Posture>;
}

const readings = new WeakMap<Desk, Reading>();

/** Said at once. */
export function readingTrails({ context }: Desk): Mrkdwn {
  const { size } = context.accounts;
  const whose = size === 0 ? 'your account' : size === 1 ? 'one account' : `${size} accounts`;
  return mrkdwn`🔎 Reading the trails of ${whose}…`;
}

export async function posture(desk: Desk, _query: unknown, { now }: Pick<Asked, 'now'>): Promise<Reply> {
  const message = renderPosture(await read(desk, now));
  return { title: 'Posture', text: prose(message.text), blocks: message.blocks };
}

function read(desk: Desk, now: number): Promise<Posture> {
  const before = readings.get(desk);
  if (before && now - before.at < FRESH) return before.posture;
  const reading: Reading = { at: now, posture: desk.posture() };
  readings.set(desk, reading);
  reading.posture.catch(() => readings.get(desk) === reading && readings.delete(desk));
  return reading.posture;
}
