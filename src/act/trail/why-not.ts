/** An event that is no alert, explained: what kept it quiet, until when and by whom, and which rules came close. */
import type { KnownBlock } from '@slack/web-api';
import { LEVEL_MARK } from '../../notify/message';
import { Mrkdwn, bounded, code, contextLine, joined, moment, mrkdwn, section } from '../../notify/text';
import { type Desk, refusal } from '../desk';
import type { Verdict } from '../explain';
import type { Looked } from '../why-load';
import { actorWords, addressWords, callWords, isTypable, placeWords, rowOf } from './event-words';
import { looksAtIt } from './looks-at';
import { type Asked, type Reply, openButton } from './reply';
import { quietest, verdictBlocks, verdictLine } from './verdict-words';

/** As many other rules are told. */
const MOST = 8;

export async function whyNot(
  desk: Desk,
  looked: Looked,
  eventId: string,
  { user, now }: Pick<Asked, 'user' | 'now'>,
): Promise<Reply> {
  const { event } = looked;
  const { verdicts } = looked.explain(undefined);
  const [lead, ...others] = [...verdicts].sort((a, b) => quietest(b) - quietest(a));
  const hidden = await refusal(desk, { user, alertId: '' }, 'rawEvents');
  const about = lead
    ? verdictBlocks(lead, { rules: desk.rules, now, hidden, isKept: event !== undefined })
    : looksAtIt(desk.rules, event);
  return {
    title: 'Why not',
    text: mrkdwn`Why event ${code(eventId)} became no alert`,
    blocks: [
      section(mrkdwn`*No alert*${summary(lead)}\n${told(desk, looked)}`),
      ...about,
      ...close(others),
      contextLine(
        mrkdwn`event ${code(eventId)}  ·  as the rules and expectations are now; what was recorded stays as it was`,
      ),
      {
        type: 'actions',
        elements: [
          ...eventButton(eventId),
          ...(lead?.rule ? [openButton('The rule', `rules ${lead.ruleId}`, 2)] : []),
          ...expectedButton(verdicts),
          openButton('Health', 'health', 4),
        ],
      },
    ],
    isPrivate: isForFew(desk, hidden),
  };
}

/** Only of an id that can be typed. */
export function eventButton(eventId: string): readonly ReturnType<typeof openButton>[] {
  return isTypable(eventId) ? [openButton('The event', `event ${eventId}`, 1)] : [];
}

/** Where an expectation kept something quiet. */
export function expectedButton(verdicts: readonly Verdict[]): readonly ReturnType<typeof openButton>[] {
  const quietBy = verdicts.flatMap(({ recorded }) => recorded?.quietBy ?? []);
  return quietBy.some((by) => by !== 'staging') ? [openButton('What is expected', 'expected', 3)] : [];
}

/** Values that not everyone may see are not shared with a channel. */
export function isForFew({ permissions }: Desk, hidden: Mrkdwn | undefined): boolean {
  return hidden === undefined && permissions.rawEvents !== 'everyone';
}

function summary(lead: Verdict | undefined): Mrkdwn {
  if (lead === undefined) return mrkdwn` — no rule met it`;
  return mrkdwn` — ${LEVEL_MARK[lead.level]} ${lead.level} at most`;
}

/** Who did what, where and when. */
function told(desk: Desk, { event, recorded }: Looked): Mrkdwn {
  if (event === undefined) {
    const time = recorded[0]?.time;
    const when =
      time === undefined ? mrkdwn`` : mrkdwn`, but for its time, ${moment(time, '{date_short_pretty} at {time_secs}')}`;
    return mrkdwn`The record of it is no longer kept${when}.`;
  }
  const row = rowOf(event);
  const parts = [
    mrkdwn`${actorWords(row)} ${callWords(row)}`,
    placeWords(row, desk),
    mrkdwn`from ${addressWords(row.address, desk)}`,
    moment(event.time, '{date_short_pretty} at {time_secs}'),
  ];
  return new Mrkdwn(bounded(joined(parts, '  ·  '), 700));
}

function close(others: readonly Verdict[]): readonly KnownBlock[] {
  if (others.length === 0) return [];
  const lines = others.slice(0, MOST).map((one) => mrkdwn`•  ${verdictLine(one)}`);
  const more = others.length > MOST ? [mrkdwn`and ${others.length - MOST} more`] : [];
  return [section(joined([mrkdwn`*Other rules that came close*`, ...lines, ...more], '\n'))];
}
