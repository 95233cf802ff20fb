/** `alerts`: lists of alerts by how they stand; each row opens its alert. */
import type { KnownBlock } from '@slack/web-api';
import type { Alert } from '../../alert/alert';
import { type Mrkdwn, mrkdwn, section } from '../../notify/text';
import { type AlertList, alertsList } from '../../store/alert-lists';
import { placesOf } from '../../store/places';
import type { Desk } from '../desk';
import { alertWords } from './alert-row';
import { listPages, pageOrFirst } from './page-key';
import { type Asked, type Reply, openButton } from './reply';
import { watchingWords } from './watching';

interface Words {
  readonly title: string;
  /** What follows the title. */
  readonly order: string;
  readonly none: string;
}

const WORDS: Readonly<Record<AlertList, Words>> = {
  open: { title: 'Open alerts', order: 'the worst first', none: 'No open alerts' },
  acknowledged: {
    title: 'Acknowledged alerts',
    order: 'the worst first; somebody looks after each',
    none: 'No acknowledged alerts: nobody is working on one',
  },
  resolved: { title: 'Resolved alerts', order: 'the newest first', none: 'No resolved alerts' },
  snoozed: { title: 'Snoozed alerts', order: 'the soonest end first', none: 'Nothing is snoozed' },
  mine: {
    title: 'Your alerts',
    order: 'those you acknowledged, and those you were asked about and did not answer',
    none: 'Nothing waits for you: you have acknowledged no alert that is still under way, and were asked nothing',
  },
  all: { title: 'All alerts', order: 'the newest first', none: 'There has been no alert yet' },
};

export async function alerts(
  desk: Desk,
  { which }: { readonly which: AlertList },
  { user, now, page }: Asked,
): Promise<Reply> {
  const { reader } = desk.database;
  const found = await pageOrFirst(page, (at) => alertsList(reader, which, { user, now }, at));
  const { title, order } = WORDS[which];
  if (found.rows.length === 0) return nothing(desk, which);
  return {
    title,
    text: mrkdwn`${title}, ${order}`,
    blocks: [section(mrkdwn`*${title}* — ${order}`), ...(await alertRows(desk, found.rows, now))],
    ...listPages(found),
    isPrivate: which === 'mine',
  };
}

export async function alertRows(desk: Desk, rows: readonly Alert[], now: number): Promise<readonly KnownBlock[]> {
  const places = await placesOf(
    desk.database.reader,
    rows.map(({ id }) => id),
  );
  return rows.map((alert, n) => ({
    ...section(alertWords(alert, places.get(alert.id) ?? [], now)),
    accessory: openButton('Open', `alert ${alert.id}`, n),
  }));
}

/** What an empty list means, and where else to look. */
async function nothing(desk: Desk, which: AlertList): Promise<Reply> {
  const { title, none } = WORDS[which];
  const others: readonly AlertList[] = which === 'open' ? ['acknowledged', 'snoozed', 'all'] : ['open', 'all'];
  const words: Mrkdwn = mrkdwn`✅ *${none}.*\n${await watchingWords(desk)}`;
  return {
    title,
    text: mrkdwn`${none}.`,
    blocks: [
      section(words),
      {
        type: 'actions',
        elements: others
          .filter((other) => other !== which)
          .map((other, n) => openButton(WORDS[other].title, `alerts ${other}`, n)),
      },
    ],
    isPrivate: which === 'mine',
  };
}
