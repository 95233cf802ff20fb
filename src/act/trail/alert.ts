/** `alert ID`: an alert as people know it, with buttons that work here, where it stands, and what was done to it. */
import type { KnownBlock } from '@slack/web-api';
import type { Alert } from '../../alert/alert';
import { confirmedLines } from '../../notify/confirmed';
import { renderAlert } from '../../notify/message';
import { type Mrkdwn, code, contextLine, joined, mrkdwn, place, prose, section } from '../../notify/text';
import { alertsByShortId } from '../../store/alert-lists';
import { deedsOn } from '../../store/deeds';
import { channelsOf } from '../../store/outbox';
import type { Desk } from '../desk';
import { alertRows } from './alert-list';
import { answerControls } from './deed-controls';
import { historyLine } from './history-lines';
import { type Asked, type Reply, openButton } from './reply';
import { fitted } from './room';
import { watchingWords } from './watching';

/** As many are shown where an id is the beginning of several. */
const MOST_LIKE = 5;
/** As many deeds are told, the newest. */
const MOST_DEEDS = 6;

export async function alert(
  desk: Desk,
  { alertId }: { readonly alertId: string },
  { now }: Pick<Asked, 'now'>,
): Promise<Reply> {
  const [first, ...others] = await alertsByShortId(desk.database.reader, alertId, MOST_LIKE + 1);
  if (!first) return unknown(desk, alertId);
  return others.length === 0 ? one(desk, first) : several(desk, alertId, [first, ...others], now);
}

async function one(desk: Desk, alert: Alert): Promise<Reply> {
  const { reader } = desk.database;
  const message = renderAlert(alert, { longest: desk.longestSnooze });
  const blocks = message.blocks.map((block) =>
    block.type === 'actions' ? answerControls(alert, desk.longestSnooze) : block,
  );
  const deeds = await deedsOn(reader, alert.id, MOST_DEEDS + 1);
  return {
    title: 'Alert',
    text: prose(message.text),
    blocks: fitted({
      first: blocks,
      then: [
        contextLine(standsIn(alert, await channelsOf(reader, alert.id))),
        ...history(deeds.slice(0, MOST_DEEDS).map(historyLine), deeds.length > MOST_DEEDS),
        ...questions(alert),
      ],
    }),
  };
}

function standsIn({ id }: Alert, channels: readonly string[]): Mrkdwn {
  const short = mrkdwn`Alert ${code(id.slice(0, 10))}`;
  if (channels.length === 0) return mrkdwn`${short}  ·  it stands in no channel`;
  return mrkdwn`${short}  ·  it stands in ${joined(channels.slice(0, 5).map(place), ', ')}`;
}

/** The message tells of the question that worries most; here are the others. */
function questions({ confirmed, questions: all = [] }: Alert): readonly KnownBlock[] {
  const others = all.filter(({ confirmationId }) => confirmationId !== confirmed?.confirmationId);
  return others.slice(0, 3).flatMap((each) => confirmedLines(each).map((line) => contextLine(line)));
}

function history(lines: readonly Mrkdwn[], more: boolean): readonly KnownBlock[] {
  if (lines.length === 0) return [];
  const title = more ? mrkdwn`*What was done, the newest ${lines.length}*` : mrkdwn`*What was done*`;
  return [section(joined([title, ...lines], '\n'))];
}

async function several(desk: Desk, id: string, found: readonly Alert[], now: number): Promise<Reply> {
  const shown = found.slice(0, MOST_LIKE);
  const many = found.length > MOST_LIKE ? `More than ${MOST_LIKE}` : String(found.length);
  const words = mrkdwn`${many} alerts have an id that begins with ${code(id)}`;
  return { title: 'Alerts', text: words, blocks: [section(words), ...(await alertRows(desk, shown, now))] };
}

async function unknown(desk: Desk, id: string): Promise<Reply> {
  const words = mrkdwn`There is no alert whose id begins with ${code(id)}.`;
  return {
    title: 'Alert',
    text: words,
    blocks: [
      section(
        mrkdwn`${words} It may have been removed: alerts are kept for a time only.\n${await watchingWords(desk)}`,
      ),
      {
        type: 'actions',
        elements: [openButton('Open alerts', 'alerts', 0), openButton('All alerts', 'alerts all', 1)],
      },
    ],
    isPrivate: true,
  };
}
