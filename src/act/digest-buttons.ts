/**
 * What is clicked in a digest: an expectation extended or removed, an alert woken, a rule let speak. A digest tells of one moment,
 * so its numbers stay; only the row that was clicked shows what came of it, in the place of its button.
 */
import type { KnownBlock } from '@slack/web-api';
import { isActive } from '../alert/expectation';
import { DIGEST } from '../notify/digest-deeds';
import { standing } from '../notify/expected';
import { type Mrkdwn, contextLine, mention, moment, mrkdwn } from '../notify/text';
import { goLive } from '../store/staging';
import { wakeNow } from './buttons';
import { type Desk, type Told, refusal } from './desk';
import { type Outcome, extend, remove } from './expectation-buttons';
import type { Clicked, Screen } from './screen';

type OnDigestClick = (desk: Desk, clicked: Clicked, screen: Screen) => Promise<Told>;

export const DIGEST_CLICKS: Readonly<Record<string, OnDigestClick>> = {
  /** The value is the id and the end that was seen, in milliseconds. */
  async [DIGEST.extend](desk, clicked, screen) {
    const [id = '', seen = ''] = clicked.value.split(' ');
    return expectation(desk, clicked, screen, await extend(desk, { user: clicked.user, id }, Number(seen)));
  },

  async [DIGEST.remove](desk, clicked, screen) {
    const outcome = await remove(desk, { user: clicked.user, id: clicked.value });
    return expectation(desk, clicked, screen, outcome);
  },

  async [DIGEST.wake](desk, clicked, screen) {
    const { user, click, value: alertId } = clicked;
    const told = await wakeNow(desk, { user, alertId, click });
    return told ?? shown(clicked, screen, mrkdwn`⏰ Woken by ${mention(user)}`);
  },

  /** The value is the digest, whose channel is asked of where members may do this, and the rule. */
  async [DIGEST.goLive](desk, clicked, screen) {
    const { user } = clicked;
    const [, digest = '', ruleId = ''] = /^(\S+) (.*)$/s.exec(clicked.value) ?? [];
    const refused = await refusal(desk, { user, alertId: digest }, 'override');
    if (refused) return refused;
    if (!desk.rules.rules.some(({ id, staged }) => staged && id === ruleId)) return NOT_STAGED;
    const { by, at, changed } = await goLive(desk.database, { ruleId, by: user, at: desk.clock.now() });
    const words = mrkdwn`📣 Live since ${moment(at, '{date_short_pretty} at {time}')}, by ${mention(by)}`;
    const told = await shown(clicked, screen, words);
    return changed || by === user ? told : mrkdwn`Nothing to do. ${words}.`;
  },
};

const NOT_STAGED = mrkdwn`Nothing to do: this rule is not in staging any more.`;

async function expectation(desk: Desk, clicked: Clicked, screen: Screen, { told, now }: Outcome): Promise<Told> {
  if (!now) return told;
  const at = desk.clock.now();
  const words = isActive(now, at)
    ? mrkdwn`🤝 ${standing(now, at)}`
    : mrkdwn`🔔 ${standing(now, at)}, so it alerts again`;
  return told ?? shown(clicked, screen, words);
}

/** Where the row cannot show it the person is told. */
async function shown({ channel, message, within }: Clicked, screen: Screen, words: Mrkdwn): Promise<Told> {
  if (!within || channel === undefined || message === undefined) return words;
  const blocks = within.blocks.flatMap((block) => (block.block_id === within.block ? settled(block, words) : [block]));
  try {
    await screen.edit(channel, message, { text: within.text, blocks, plain: within.text });
    return undefined;
  } catch {
    return mrkdwn`Done. ${words}. Slack did not take the change of this message.`;
  }
}

function settled(block: KnownBlock, words: Mrkdwn): KnownBlock[] {
  const { accessory: _, ...rest } = block as KnownBlock & { accessory?: unknown };
  return [rest, contextLine(words)];
}
