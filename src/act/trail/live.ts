/**
 * "Ask CloudTrail": the same question, put to CloudTrail itself where the store does not reach. What comes is neither rated nor
 * stored, and takes the place of the answer it was asked from, with a way back to it.
 */
import { type Mrkdwn, code, mrkdwn, section } from '../../notify/text';
import type { Desk, Told } from '../desk';
import { type Clicked, type Screen, openFilled } from '../screen';
import { askingOf } from './answer';
import { liveEvent } from './live-event';
import { liveEvents } from './live-events';
import { type Progress, TITLE, back } from './live-reply';
import { type Asked, type Reply, askedOf, privateMessage, replyView } from './reply';
import { lanesOf } from './store-reach';

/** Slack takes five replies to a click: this many say how far it is, one is the answer. */
const PROGRESS = 3;
/** Not more often than so (milliseconds): whoever reads must have time to. */
const EVERY = 3_000;

/** The answer from the store gives way to what CloudTrail says. */
export async function askLive(desk: Desk, { user, value, view }: Clicked, screen: Screen): Promise<Told> {
  const asked = askedOf(value, user);
  if (!asked) return mrkdwn`This answer is too old to go on from; ask again with ${code(desk.command)}.`;
  const show = (reply: Reply): Promise<void> =>
    view ? screen.update(view.id, replyView(reply, asked)) : screen.reply(privateMessage(reply, asked), 'instead');
  let told = 0;
  let toldAt = -EVERY;
  const progress = async (words: Mrkdwn): Promise<void> => {
    if (told >= PROGRESS || performance.now() - toldAt < EVERY) return;
    [told, toldAt] = [told + 1, performance.now()];
    await show({ title: TITLE, text: words, blocks: [section(words)], isPrivate: true });
  };
  const failed = { title: TITLE, text: FAILED, blocks: [section(FAILED), back(asked)], isPrivate: true };
  const reply = await liveAnswer(desk, asked, progress).catch(async (error: unknown) => {
    await show(failed);
    throw error;
  });
  await show(reply);
  return undefined;
}

const FAILED = mrkdwn`The bot could not ask CloudTrail. Please try again later.`;

/** One event of a list that came from CloudTrail, in a modal. */
export async function showLiveEvent(
  desk: Desk,
  { user, value, trigger, view }: Clicked,
  screen: Screen,
): Promise<Told> {
  const asked = askedOf(value, user);
  if (!asked) return undefined;
  const look = async () => replyView(await liveAnswer(desk, asked, () => Promise.resolve()), asked);
  await openFilled(screen, trigger, TITLE, look, view?.id);
  return undefined;
}

async function liveAnswer(desk: Desk, asked: Asked, progress: Progress): Promise<Reply> {
  const { query, asking } = await askingOf(desk, asked);
  const lanes = await lanesOf(desk);
  if (query.kind === 'event') return liveEvent(desk, query.eventId, asking, lanes, progress);
  if (query.kind === 'recent' || query.kind === 'who') return liveEvents(desk, query, asking, lanes, progress);
  return { title: TITLE, text: FAILED, blocks: [section(FAILED), back(asked)], isPrivate: true };
}
