/** What is heard, as two tables: a click by its action id, a submitted modal by its callback id. A new one is a row here. */
import { SNOOZES } from '../alert/snooze';
import { ACTION, MORE, choiceOf } from '../notify/controls';
import { acknowledge, reopen, resolve, snoozeBy, wakeNow } from './buttons';
import type { Click, Desk, Told } from './desk';
import type { Answered, Clicked, Screen, Submitted } from './screen';
import { SNOOZE_MODAL, openSnooze, submitSnooze } from './snooze-modal';

/** Returns what to tell the person privately, when neither the message nor a modal shows it. */
export type OnClick = (desk: Desk, clicked: Clicked, screen: Screen) => Promise<Told>;
export type OnSubmit = (desk: Desk, submitted: Submitted, screen: Screen) => Promise<Answered>;

export const CLICKS: Readonly<Record<string, OnClick>> = {
  [ACTION.acknowledge]: (desk, { user, value }) => acknowledge(desk, { user, alertId: value }),

  async [ACTION.snooze](desk, { user, value, trigger }, screen) {
    const chosen = choiceOf(SNOOZES, value);
    if (!chosen) return undefined;
    const click = { user, alertId: chosen.alertId };
    if (chosen.choice !== 'custom') return snoozeBy(desk, click, chosen.choice);
    await openSnooze(desk, click, trigger, screen);
    return undefined;
  },

  async [ACTION.more](desk, { user, value, trigger }, screen) {
    const chosen = choiceOf(MORE, value);
    return chosen && MORE_CLICKS[chosen.choice]?.(desk, { user, alertId: chosen.alertId }, trigger, screen);
  },
};

type OnMore = (desk: Desk, click: Click, trigger: string, screen: Screen) => Promise<Told>;

const MORE_CLICKS: Readonly<Partial<Record<(typeof MORE)[number], OnMore>>> = {
  resolve,
  reopen,
  wake: wakeNow,
};

export const SUBMISSIONS: Readonly<Record<string, OnSubmit>> = {
  [SNOOZE_MODAL]: submitSnooze,
};
