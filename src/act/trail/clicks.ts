/** The command itself, and what is clicked in its answers: pages turned, an answer shared, a row opened in a modal. */
import { code, contextLine, mrkdwn } from '../../notify/text';
import type { Desk, Told } from '../desk';
import { type Clicked, type Commanded, type Screen, openFilled } from '../screen';
import { answerTo, doneBy, waitingWords } from './answer';
import { RECORD } from './event';
import { LIST_CLICKS } from './list-deeds';
import { askLive, showLiveEvent } from './live';
import { LIVE } from './live-button';
import { TRAIL, askedOf, below, privateMessage, replyView, sharedMessage } from './reply';
import { unpinged } from './unpinged';

/**
 * What takes long is told at once, and answered in a message of its own: Slack does not replace what answered a command.
 * https://github.com/slackapi/bolt-js/issues/2287
 */
export async function command(desk: Desk, { user, text }: Commanded, screen: Screen): Promise<void> {
  const typed = { user, text, now: desk.clock.now(), page: '' };
  const done = await doneBy(desk, typed);
  const asked = done ? { ...typed, text: done.text } : typed;
  const waiting = waitingWords(desk, asked);
  if (waiting) await screen.reply({ text: waiting.text, blocks: [contextLine(waiting)] }, 'new');
  const reply = below(done?.told, await answerTo(desk, asked));
  await screen.reply(privateMessage(reply, asked), 'new');
}

type OnTrailClick = (desk: Desk, clicked: Clicked, screen: Screen) => Promise<Told>;

export const TRAIL_CLICKS: Readonly<Record<string, OnTrailClick>> = {
  [TRAIL.older]: turn,
  [TRAIL.newer]: turn,
  ...LIST_CLICKS,
  [LIVE.ask]: askLive,
  [LIVE.event]: showLiveEvent,
  [RECORD]: record,

  async [TRAIL.share](desk, { user, value }, screen) {
    const asked = askedOf(value, user);
    if (!asked) return undefined;
    const answer = await answerTo(desk, asked);
    // It is answered anew, so it may have become one that is not for others since the button was drawn.
    if (answer.isPrivate === true) return mrkdwn`This answer is for you alone, so it was not shared.`;
    await screen.reply(sharedMessage(await unpinged(desk, answer), asked, desk.command), 'shared');
    return undefined;
  },

  async [TRAIL.open](desk, { user, value: text, trigger, view }, screen) {
    await openAnswer(desk, user, text, trigger, screen, view?.id);
    return undefined;
  },
};

/** In the modal it was asked for in, or in one of its own, as a record is long. */
async function record(desk: Desk, { user, value, trigger, view }: Clicked, screen: Screen): Promise<Told> {
  const asked = askedOf(value, user);
  if (!asked) return mrkdwn`This answer is too old to go on from; ask again with ${code(desk.command)}.`;
  const look = async () => replyView(await answerTo(desk, asked), asked);
  if (view) await screen.update(view.id, await look());
  else await openFilled(screen, trigger, 'Event', look);
  return undefined;
}

/** Shows the answer to a command in a modal, over another one where it was asked for there. */
export async function openAnswer(
  desk: Desk,
  user: string,
  text: string,
  trigger: string,
  screen: Screen,
  over?: string,
): Promise<void> {
  const asked = { user, text, now: desk.clock.now(), page: '' };
  const title = text.slice(0, 24).trim() || 'Trailwarden';
  await openFilled(screen, trigger, title, async () => replyView(await answerTo(desk, asked), asked), over);
}

async function turn(desk: Desk, { user, value, view }: Clicked, screen: Screen): Promise<Told> {
  const asked = askedOf(value, user);
  if (!asked) return mrkdwn`This page is too old to be turned; ask again with ${code(desk.command)}.`;
  const reply = await answerTo(desk, asked);
  await (view
    ? screen.update(view.id, replyView(reply, asked))
    : screen.reply(privateMessage(reply, asked), 'instead'));
  return undefined;
}
