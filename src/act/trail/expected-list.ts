/** `expected`: what people marked as expected, with its end, what it kept quiet, and buttons to extend or remove it. */
import type { KnownBlock } from '@slack/web-api';
import type { Expectation } from '../../alert/expectation';
import { keptQuiet, scopeWords } from '../../notify/expected';
import { Mrkdwn, bounded, cut, joined, mention, moment, mrkdwn, section } from '../../notify/text';
import { expectationsList } from '../../store/alert-lists';
import type { Desk } from '../desk';
import { extendIn, removeIn } from './deed-controls';
import { listPages, pageOrFirst } from './page-key';
import type { Asked, Reply } from './reply';

const PAGE = 8;
const ROW = 640;
const DAY = '{date_short_pretty}';

export async function expected(desk: Desk, _query: unknown, asking: Asked): Promise<Reply> {
  const asked = { ...asking, text: 'expected' };
  const { now, page } = asked;
  const found = await pageOrFirst(page, (at) => expectationsList(desk.database.reader, now, at, PAGE));
  if (found.rows.length === 0) {
    const words = mrkdwn`🔔 *Nothing is marked as expected*: whatever a rule meets becomes an alert. “Mark expected” under an alert changes that for one principal, and not for ever.`;
    return { title: 'Expected', text: mrkdwn`Nothing is marked as expected`, blocks: [section(words)] };
  }
  return {
    title: 'Expected',
    text: mrkdwn`What is marked as expected`,
    blocks: [
      section(mrkdwn`🤝 *Marked as expected* — the soonest end first; what is critical breaks through`),
      ...found.rows.flatMap((one) => row(one, asked)),
    ],
    ...listPages(found),
  };
}

function row(expectation: Expectation, asked: Asked): readonly KnownBlock[] {
  const { by, at, until, reason } = expectation;
  const lines = [
    mrkdwn`*Until ${moment(until, DAY)}* — ${new Mrkdwn(bounded(scopeWords(expectation), 300))}`,
    mrkdwn`${mention(by)} on ${moment(at, DAY)}: ${cut(reason, 120)}`,
    keptQuiet(expectation),
  ];
  return [
    section(new Mrkdwn(bounded(joined(lines, '\n'), ROW))),
    { type: 'actions', elements: [extendIn(expectation, asked), removeIn(expectation, asked)] },
  ];
}
