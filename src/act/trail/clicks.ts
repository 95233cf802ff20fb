/** The command itself, and what is clicked in its answers: pages turned, an answer shared, a row opened in a modal. */
import { code, mrkdwn } from '../../notify/text';
import type { Desk, Told } from '../desk';
import { type Clicked, type Commanded, type Screen, openFilled } from '../screen';
import { answerTo } from './answer';
import { TRAIL, askedOf, privateMessage, replyView, sharedMessage } from './reply';

export async function command(desk: Desk, { user, text }: Commanded, screen: Screen): Promise<void> {
  const asked = { user, text, now: desk.clock.now(), page: '' };
  await screen.reply(privateMessage(await answerTo(desk, asked), asked), 'new');
}

type OnTrailClick = (desk: Desk, clicked: Clicked, screen: Screen) => Promise<Told>;

export const TRAIL_CLICKS: Readonly<Record<string, OnTrailClick>> = {
  [TRAIL.older]: turn,
  [TRAIL.newer]: turn,

  async [TRAIL.share](desk, { user, value }, screen) {
    const asked = askedOf(value, user);
    if (asked) await screen.reply(sharedMessage(await answerTo(desk, asked), asked, desk.command), 'shared');
    return undefined;
  },

  async [TRAIL.open](desk, { user, value: text, trigger, view }, screen) {
    await openAnswer(desk, user, text, trigger, screen, view?.id);
    return undefined;
  },
};

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
