/** What can be clicked in App Home alone, and how its rows are built: a row is a section with at most one button. */
import type { Button, KnownBlock } from '@slack/web-api';
import type { Alert } from '../../alert/alert';
import { number } from '../../notify/charts';
import { happened } from '../../notify/digest-rows';
import { LEVEL_MARK } from '../../notify/message';
import { statusOf } from '../../notify/status';
import { type Mrkdwn, contextLine, mrkdwn, section } from '../../notify/text';
import { plainText } from '../screen';

/** Action ids; `who` is also the callback id of its modal. */
export const HOME = { refresh: 'home.refresh', who: 'home.who', wake: 'home.wake' } as const;

export const TIME = '{date_short_pretty} at {time}';

/** `id` is the block's, which must be the only one in the view. */
export function row(id: string, words: Mrkdwn, accessory?: Button): KnownBlock {
  return { ...section(words), block_id: id, ...(accessory && { accessory }) };
}

export function button(label: string, actionId: string, value?: string): Button {
  return { type: 'button', action_id: actionId, text: plainText(label), ...(value !== undefined && { value }) };
}

/** `🔴 alice stopped logging on trail main ×3 · prod`, short whatever somebody is called. */
export function alertInShort(alert: Alert): Mrkdwn {
  const { id, level, content, count, account, openedAt } = alert;
  const { mark = LEVEL_MARK[level] } = statusOf(alert);
  const shown = { id, level, what: content.what, count, account: content.accountName ?? account, openedAt };
  return mrkdwn`${mark} ${happened(shown)}`;
}

/** How many of a list are not shown; nothing where all are. */
export function further(total: number, shown: number, where: Mrkdwn): KnownBlock[] {
  return total > shown ? [contextLine(mrkdwn`and ${number(total - shown)} more ${where}`)] : [];
}
