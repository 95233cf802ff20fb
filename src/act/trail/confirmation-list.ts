/** `confirmations`: who is being asked whether something was them, until when, and what came of the questions before. */
import type { KnownBlock } from '@slack/web-api';
import type { Answer, Confirmation } from '../../alert/confirmation';
import { lasting, some } from '../../notify/digest-words';
import { Mrkdwn, bounded, code, contextLine, cut, joined, mention, moment, mrkdwn, section } from '../../notify/text';
import { listConfirmations } from '../../store/confirmations';
import type { Desk } from '../desk';
import { type Asked, type Reply, openButton } from './reply';

const DAYS = 30;
const DAY = 86_400_000;
/** As many of each kind. */
const MOST = 6;
const ROW = 500;
const SHORT = '{date_short_pretty} at {time}';

export async function confirmations(desk: Desk, _query: unknown, { now }: Pick<Asked, 'now'>): Promise<Reply> {
  const { reader } = desk.database;
  const { open, recent, medianAnswer } = await listConfirmations(reader, now - DAYS * DAY, MOST + 1);
  const waiting = open.slice(0, MOST);
  const past = recent.slice(0, MOST);
  const title = 'Was this you?';
  if (waiting.length + past.length === 0) {
    const words = mrkdwn`🙋 *Nobody was asked anything in the last ${DAYS} days.* Who signs in to the console is asked by direct message whether it was them, where the bot knows who they are.`;
    return { title, text: mrkdwn`Nobody was asked anything`, blocks: [section(words)] };
  }
  const median = medianAnswer === undefined ? '' : ` · half of the answers came within ${lasting(medianAnswer)}`;
  return {
    title,
    text: mrkdwn`${some(waiting.length, 'question')} ${waiting.length === 1 ? 'waits' : 'wait'} for an answer`,
    blocks: [
      section(
        waiting.length === 0
          ? mrkdwn`🙋 *No question waits for an answer*`
          : mrkdwn`🙋 *Waiting for an answer* — the oldest first`,
      ),
      ...waiting.map((one, n) => row(one, openLines(one), n)),
      ...more(open.length, 'more wait for an answer'),
      ...(past.length === 0 ? [] : [section(mrkdwn`*The last ${DAYS} days*, the newest first${median}`)]),
      ...past.map((one, n) => row(one, pastLines(one), MOST + n)),
      ...more(recent.length, 'older ones are not shown'),
    ],
  };
}

function more(found: number, words: string): readonly KnownBlock[] {
  return found > MOST ? [contextLine(mrkdwn`… ${words}`)] : [];
}

function row(confirmation: Confirmation, lines: readonly Mrkdwn[], n: number): KnownBlock {
  const [alertId] = confirmation.alertIds;
  const text = new Mrkdwn(bounded(joined([...lines, about(confirmation)], '\n'), ROW));
  return { ...section(text), ...(alertId !== undefined && { accessory: openButton('Open', `alert ${alertId}`, n) }) };
}

function asked({ people }: Confirmation): Mrkdwn {
  const named = joined(people.slice(0, 4).map(mention), ', ');
  return people.length > 4 ? mrkdwn`${named} and ${people.length - 4} more` : named;
}

function openLines(confirmation: Confirmation): readonly Mrkdwn[] {
  const { askedAt, deadline, remindedAt, state, doubt } = confirmation;
  if (state === 'undeliverable') return [mrkdwn`*${asked(confirmation)}* could not be asked: ${doubt ?? ''}`];
  const reminded = remindedAt === undefined ? mrkdwn`` : mrkdwn`, reminded ${moment(remindedAt, '{ago}')}`;
  return [
    mrkdwn`*${asked(confirmation)}* · asked ${moment(askedAt, '{ago}')}${reminded}`,
    mrkdwn`Until ${moment(deadline, SHORT)}; then it is unconfirmed, and the channel is told`,
  ];
}

const ANSWERED: Readonly<Record<Answer, string>> = {
  yes: '✅ It was them',
  no: '🔴 It was not them',
  'wrong-person': '↪️ The wrong person was asked',
  'not-sure': '❔ Not sure',
};

function pastLines(confirmation: Confirmation): readonly Mrkdwn[] {
  const { answer, answeredBy, answeredAt, askedAt, doubt, state } = confirmation;
  const day = moment(askedAt, SHORT);
  if (answer === undefined || answeredAt === undefined) {
    const why = state === 'unanswered' ? mrkdwn`no answer came` : mrkdwn`it could not be delivered`;
    return [mrkdwn`❔ *Unconfirmed*: ${asked(confirmation)} was asked ${day}, and ${why}`];
  }
  const by = answeredBy === undefined ? asked(confirmation) : mention(answeredBy);
  const but = doubt === undefined ? mrkdwn`` : mrkdwn`\n${cut(doubt, 120)}`;
  return [
    mrkdwn`*${ANSWERED[answer]}*, says ${by} · asked ${day}, answered after ${lasting(answeredAt - askedAt)}${but}`,
  ];
}

function about({ signIns, count }: Confirmation): Mrkdwn {
  const newest = signIns.at(-1);
  if (!newest) return mrkdwn``;
  const times = count > 1 ? mrkdwn`  *×${count}*` : mrkdwn``;
  const from = newest.address === undefined ? mrkdwn`` : mrkdwn` · from ${code(newest.address)}`;
  return mrkdwn`${cut(newest.what, 140)}${times} · ${cut(newest.accountName ?? newest.account, 40)}${from}`;
}
