/** `snoozes`: what is quiet until when, by whom, and a button to wake it. */
import { mrkdwn, section } from '../../notify/text';
import { snoozesList } from '../../store/alert-lists';
import { placesOf } from '../../store/places';
import type { Desk } from '../desk';
import { alertWords } from './alert-row';
import { wakeIn } from './deed-controls';
import { listPages, pageOrFirst } from './page-key';
import { type Asked, type Reply, openButton } from './reply';
import { watchingWords } from './watching';

const PAGE = 8;

export async function snoozes(desk: Desk, _query: unknown, asking: Asked): Promise<Reply> {
  const asked = { ...asking, text: 'snoozes' };
  const { reader } = desk.database;
  const { user, now, page } = asked;
  const found = await pageOrFirst(page, (at) => snoozesList(reader, { user, now }, at, PAGE));
  const { rows } = found;
  if (rows.length === 0) {
    const words = mrkdwn`🔔 *Nothing is snoozed*: every alert calls.\n${await watchingWords(desk)}`;
    return { title: 'Snoozes', text: mrkdwn`Nothing is snoozed`, blocks: [section(words)] };
  }
  const places = await placesOf(
    reader,
    rows.map(({ id }) => id),
  );
  return {
    title: 'Snoozes',
    text: mrkdwn`What is snoozed`,
    blocks: [
      section(mrkdwn`💤 *Snoozed* — the soonest end first; something worse breaks through`),
      ...rows.flatMap((alert) => [
        section(alertWords(alert, places.get(alert.id) ?? [], now)),
        { type: 'actions' as const, elements: [wakeIn(alert, asked), openButton('Open', `alert ${alert.id}`)] },
      ]),
    ],
    ...listPages(found),
  };
}
