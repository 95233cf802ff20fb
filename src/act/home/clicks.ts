/** What is clicked in App Home alone. A home shows by itself what came of a click, so these only do, and tell where they could not. */
import type { ModalView } from '@slack/web-api';
import { wakeNow } from '../buttons';
import type { Desk, Told } from '../desk';
import { LONGEST_TEXT } from '../query-words';
import { type Answered, type Clicked, type Screen, type Submitted, plainText } from '../screen';
import { answerTo } from '../trail/answer';
import { replyView } from '../trail/reply';
import { HOME } from './actions';

type OnHomeClick = (desk: Desk, clicked: Clicked, screen: Screen) => Promise<Told>;

export const HOME_CLICKS: Readonly<Record<string, OnHomeClick>> = {
  /** The listeners publish a home anew when somebody asks for it: there is nothing else to do. */
  [HOME.refresh]: async () => undefined,

  [HOME.wake]: (desk, { user, value: alertId, click }) => wakeNow(desk, { user, alertId, click }),

  async [HOME.who](_desk, { trigger }, screen) {
    await screen.open(trigger, WHO);
    return undefined;
  },
};

const INPUT = 'who';

const WHO: ModalView = {
  type: 'modal',
  callback_id: HOME.who,
  title: plainText('Who did…?'),
  submit: plainText('Look up'),
  close: plainText('Cancel'),
  blocks: [
    {
      type: 'input',
      block_id: INPUT,
      label: plainText('A person, a principal or an address'),
      hint: plainText('Such as alice@example.com, role:Deploy or 203.0.113.7; then filters such as since:1d'),
      element: {
        type: 'plain_text_input',
        action_id: INPUT,
        max_length: LONGEST_TEXT - 10,
        placeholder: plainText('alice@example.com since:1d'),
        focus_on_load: true,
      },
    },
  ],
};

/** The story takes the place of the question. */
export async function submitWho(desk: Desk, { user, form }: Submitted): Promise<Answered> {
  const text = `who ${form.values.get(INPUT)?.trim() ?? ''}`;
  const asked = { user, text, now: desk.clock.now(), page: '' };
  return { view: replyView(await answerTo(desk, asked), asked) };
}
