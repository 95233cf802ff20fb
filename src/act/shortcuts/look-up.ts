/**
 * "Look up this principal" of a message's menu: of an alert, a question, a list or a digest, what whoever it is about did; of any
 * other message, what stands in it that can be looked up. It needs no message of the bot's own, and no place in the channel.
 */
import type { KnownBlock, ModalView } from '@slack/web-api';
import { type Mrkdwn, code, contextLine, cut, joined, mrkdwn, section } from '../../notify/text';
import { postedAt } from '../../store/posted';
import type { Desk } from '../desk';
import { type Called, type Screen, noticeView, openFilled, plainText } from '../screen';
import { answerTo } from '../trail/answer';
import { openButton, replyView } from '../trail/reply';
import { type Finding, findingsIn } from './findings';
import { whoseIn } from './whose';

const TITLE = 'Look up';

export async function openLookUp(desk: Desk, { user, trigger, message }: Called, screen: Screen): Promise<void> {
  if (message === undefined) return;
  await openFilled(screen, trigger, TITLE, async () => {
    const found = await foundIn(desk, message);
    const [only] = found;
    if (only === undefined) return noticeView(TITLE, nothing(desk.command));
    if (found.length > 1) return choice(found);
    const asked = { user, text: only.command, now: desk.clock.now(), page: '' };
    return replyView(await answerTo(desk, asked), asked);
  });
}

/** What the bot says in an alert's thread is about the alert; what people say there, about what they name. */
async function foundIn(desk: Desk, message: NonNullable<Called['message']>): Promise<readonly Finding[]> {
  const { channel, ts, thread, text } = message;
  const { reader } = desk.database;
  const posted = await postedAt(reader, channel, ts);
  if (posted) return whoseIn(posted);
  const written = findingsIn(text);
  if (written.length > 0 || thread === undefined) return written;
  const parent = await postedAt(reader, channel, thread);
  return parent ? whoseIn(parent) : [];
}

/** Each has a block; a list of the bot's has no more than that. */
const MOST = 40;
/** Slack takes some 12,000 characters of blocks. */
const LONGEST = 90;

function choice(found: readonly Finding[]): ModalView {
  const shown = found.slice(0, MOST);
  const more = found.length - shown.length;
  const blocks: KnownBlock[] = [
    section(mrkdwn`*What shall I look up?*`),
    ...shown.map(({ text, command }, at): KnownBlock => ({
      ...(section(code(cut(text, LONGEST))) as Extract<KnownBlock, { type: 'section' }>),
      accessory: openButton('Look up', command, at),
    })),
    ...(more > 0 ? [contextLine(mrkdwn`and ${more} more`)] : []),
  ];
  return { type: 'modal', title: plainText(TITLE), close: plainText('Close'), blocks };
}

function nothing(command: string): Mrkdwn {
  const lines = [
    mrkdwn`I found nothing to look up in this message.`,
    mrkdwn`Call me on one of my alerts, questions, lists or digests, or on a message that holds an IP address, an ARN, an e-mail address, an access key or the id of an event.`,
    mrkdwn`Or ask yourself: ${code(`${command} who alice@example.com`)}`,
  ];
  return joined(lines, '\n');
}
