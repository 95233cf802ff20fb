/** Wake, extend and remove from within the lists of snoozes and expectations: the list is then shown anew, below what came of it. */
import { isActive } from '../../alert/expectation';
import { scopeWords, standing } from '../../notify/expected';
import { type Mrkdwn, mrkdwn } from '../../notify/text';
import { alertById } from '../../store/alerts';
import { wakeNow } from '../buttons';
import type { Desk, Told } from '../desk';
import { type Outcome, extend, remove } from '../expectation-buttons';
import type { Clicked, Screen } from '../screen';
import { shownAnew } from './alert-deeds';
import { shortly } from './alert-row';
import { DEED } from './deed-controls';
import { askedOf } from './reply';

type OnClick = (desk: Desk, clicked: Clicked, screen: Screen) => Promise<Told>;

/** What came of it, of the words before the answer in a button's value. */
type Deed = (desk: Desk, clicked: Clicked, words: readonly string[]) => Promise<Mrkdwn>;

export const LIST_CLICKS: Readonly<Record<string, OnClick>> = {
  [DEED.wake]: then(1, async (desk, { user, click }, [alertId = '']) => {
    const told = await wakeNow(desk, { user, alertId, click });
    if (told) return told;
    const alert = await alertById(desk.database.reader, alertId);
    return alert ? mrkdwn`⏰ Woken: ${shortly(alert)}` : mrkdwn`⏰ Woken.`;
  }),
  [DEED.extend]: then(2, async (desk, { user }, [id = '', seen = '']) => {
    return outcome(desk, await extend(desk, { user, id }, Number(seen)));
  }),
  [DEED.remove]: then(1, async (desk, { user }, [id = '']) => outcome(desk, await remove(desk, { user, id }))),
};

/** `count` words stand before the answer in the value. */
function then(count: number, deed: Deed): OnClick {
  return async (desk, clicked, screen) => {
    const { user, value } = clicked;
    const words = value.split(' ', count);
    const asked = askedOf(value.slice(words.join(' ').length + 1), user);
    const told = await deed(desk, clicked, words);
    if (!asked) return told;
    return shownAnew(desk, clicked, screen, { ...asked, now: desk.clock.now() }, told);
  };
}

function outcome(desk: Desk, { told, now }: Outcome): Mrkdwn {
  if (told) return told;
  if (!now) return mrkdwn`Done.`;
  const at = desk.clock.now();
  const again = isActive(now, at) ? '' : ', so it alerts again';
  return mrkdwn`${standing(now, at)}${again}: ${scopeWords(now)}`;
}
