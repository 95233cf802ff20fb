/** What is done to an alert from within an answer that shows it: the answer then shows how the alert stands, and what there is to say. */
import type { Desk, Told } from '../desk';
import type { Answered, Clicked, Screen, Submitted } from '../screen';
import { answerTo } from './answer';
import { inAnswer } from './deed-controls';
import { type Asked, below, privateMessage, replyView } from './reply';
import { mrkdwn } from '../../notify/text';

type OnClick = (desk: Desk, clicked: Clicked, screen: Screen) => Promise<Told>;
type OnSubmit = (desk: Desk, submitted: Submitted, screen: Screen) => Promise<Answered>;

/** The clicks of an alert's message, by action id, as clicks in an answer. */
export function clicksInAnswers(clicks: Readonly<Record<string, OnClick>>): Readonly<Record<string, OnClick>> {
  return Object.fromEntries(Object.entries(clicks).map(([id, onClick]) => [inAnswer(id), inside(onClick)]));
}

/** The value ends in the alert's id. What opens a modal is done when that is submitted. */
function inside(onClick: OnClick): OnClick {
  return async (desk, clicked, screen) => {
    const { user, value, view } = clicked;
    let opened = false;
    const stacked: Screen = {
      ...screen,
      async open(trigger, next) {
        opened = true;
        if (!view) return screen.open(trigger, next);
        // Where Slack stacks no more the answer itself makes room.
        return screen.push(trigger, next).catch(() => screen.update(view.id, next).then(() => view.id));
      },
    };
    const told = await onClick(desk, clicked, stacked);
    return opened
      ? told
      : shownAnew(desk, clicked, screen, alertAsked(desk, user, value.split(' ').at(-1) ?? ''), told);
  };
}

function alertAsked(desk: Desk, user: string, alertId: string): Asked {
  return { user, text: `alert ${alertId}`, now: desk.clock.now(), page: '' };
}

/** The answer in the place where it was clicked, below what there is to say. Where it cannot be shown the person is told that. */
export async function shownAnew(
  desk: Desk,
  { view }: Pick<Clicked, 'view'>,
  screen: Screen,
  asked: Asked,
  told: Told,
): Promise<Told> {
  const reply = below(told && mrkdwn`ℹ️ ${told}`, await answerTo(desk, asked));
  try {
    await (view
      ? screen.update(view.id, replyView(reply, asked))
      : screen.reply(privateMessage(reply, asked), 'instead'));
    return undefined;
  } catch {
    return told ?? mrkdwn`Done. Slack did not take the change of this message.`;
  }
}

/** A form about an alert that was opened over an answer: once it is done, the answer below shows the alert as it is now. */
export function overAnswer(onSubmit: OnSubmit, alertIdOf: (metadata: string) => string): OnSubmit {
  return async (desk, submitted, screen) => {
    const answered = await onSubmit(desk, submitted, screen);
    const { previous, metadata } = submitted.form;
    if (answered !== undefined || previous === undefined) return answered;
    const asked = alertAsked(desk, submitted.user, alertIdOf(metadata));
    // What was done is done, whether it is shown or not.
    await answerTo(desk, asked)
      .then((reply) => screen.update(previous, replyView(reply, asked)))
      .catch(() => undefined);
    return answered;
  };
}
