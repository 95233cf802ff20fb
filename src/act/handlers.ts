/** What is heard, as tables: a click by its action id, a submitted modal and a shortcut by its callback id. A new one is a row here. */
import { ANSWERS } from '../alert/confirmation';
import { SNOOZES } from '../alert/snooze';
import { BATCH } from '../notify/batch-controls';
import { ACTION, MORE, choiceOf } from '../notify/controls';
import { EXPECTATION } from '../notify/expected';
import { ANSWER_ACTIONS } from '../notify/question';
import { acknowledgeAll, showOne } from './batch-buttons';
import { openAsk, submitAsk, ASK_MODAL } from './ask-modal';
import { acknowledge, reopen, resolve, snoozeBy, wakeNow } from './buttons';
import { answer } from './confirm';
import type { Click, Desk, Told } from './desk';
import { DIGEST_CLICKS } from './digest-buttons';
import { LIVE_INPUTS } from './expect-choice';
import { EXPECT_MODAL } from './expect-form';
import { changeExpect, expectedAlert, openExpect, submitExpect } from './expect-modal';
import { clickExtend, clickRemove } from './expectation-buttons';
import { HOME } from './home/actions';
import { HOME_CLICKS, submitWho } from './home/clicks';
import type { Answered, Called, Clicked, Screen, Submitted } from './screen';
import { openLookUp } from './shortcuts/look-up';
import { NOT_ME_MODAL, openNotMe, submitNotMe } from './shortcuts/not-me';
import { EVENT_STEPS, showEvent, stepEvent } from './show-event';
import { SNOOZE_MODAL, openSnooze, submitSnooze } from './snooze-modal';
import { clicksInAnswers, overAnswer } from './trail/alert-deeds';
import { TRAIL_CLICKS } from './trail/clicks';
import { whyAlert } from './why-alert';

/** Returns what to tell the person privately, when neither the message nor a modal shows it. */
export type OnClick = (desk: Desk, clicked: Clicked, screen: Screen) => Promise<Told>;
export type OnSubmit = (desk: Desk, submitted: Submitted, screen: Screen) => Promise<Answered>;
export type OnCalled = (desk: Desk, called: Called, screen: Screen) => Promise<void>;

/** Under an alert, where its message stands and where an answer shows it. */
const ALERT_CLICKS: Readonly<Record<string, OnClick>> = {
  [ACTION.acknowledge]: (desk, { user, value, click }) => acknowledge(desk, { user, alertId: value, click }),

  async [ACTION.snooze](desk, { user, value, click: id, trigger }, screen) {
    const chosen = choiceOf(SNOOZES, value);
    if (!chosen) return undefined;
    const click = { user, alertId: chosen.alertId, click: id };
    if (chosen.choice !== 'custom') return snoozeBy(desk, click, chosen.choice);
    await openSnooze(desk, click, trigger, screen);
    return undefined;
  },

  async [ACTION.expect](desk, { user, value: alertId, trigger }, screen) {
    await openExpect(desk, { user, alertId }, trigger, screen);
    return undefined;
  },

  async [ACTION.more](desk, { user, value, click, trigger }, screen) {
    const chosen = choiceOf(MORE, value);
    return chosen && MORE_CLICKS[chosen.choice]?.(desk, { user, alertId: chosen.alertId, click }, trigger, screen);
  },
};

const CLICKS: Readonly<Record<string, OnClick>> = {
  ...ALERT_CLICKS,
  ...clicksInAnswers(ALERT_CLICKS),
  [BATCH.acknowledge]: acknowledgeAll,
  [BATCH.show]: showOne,
  ...Object.fromEntries(LIVE_INPUTS.map((input) => [input, changeExpect])),
  [EXPECTATION.extend]: clickExtend,
  [EXPECTATION.remove]: clickRemove,
  ...DIGEST_CLICKS,
  ...TRAIL_CLICKS,
  ...HOME_CLICKS,
  ...Object.fromEntries(
    ANSWERS.map((given): [string, OnClick] => [
      ANSWER_ACTIONS[given],
      (desk, { user, value }) => answer(desk, user, value, given),
    ]),
  ),
  ...Object.fromEntries(Object.keys(EVENT_STEPS).map((actionId) => [actionId, stepEvent])),
};

/** An action id may end in a slash and a number, as ids of one block must differ. */
export function clickOf(actionId: string): OnClick | undefined {
  const id = actionId.replace(/\/\d+$/, '');
  return Object.hasOwn(CLICKS, id) ? CLICKS[id] : undefined;
}

type OnMore = (desk: Desk, click: Click, trigger: string, screen: Screen) => Promise<Told>;

const MORE_CLICKS: Readonly<Partial<Record<(typeof MORE)[number], OnMore>>> = {
  show: showEvent,
  why: whyAlert,
  resolve,
  reopen,
  wake: wakeNow,
  ask: openAsk,
};

export const SUBMISSIONS: Readonly<Record<string, OnSubmit>> = {
  [SNOOZE_MODAL]: overAnswer(submitSnooze, (alertId) => alertId),
  [EXPECT_MODAL]: overAnswer(submitExpect, expectedAlert),
  [ASK_MODAL]: overAnswer(submitAsk, (alertId) => alertId),
  [NOT_ME_MODAL]: submitNotMe,
  [HOME.who]: submitWho,
};

export const SHORTCUTS: Readonly<Record<string, OnCalled>> = {
  look_up: openLookUp,
  not_me: openNotMe,
};
