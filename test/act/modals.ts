/** Hands and eyes for the modals that open from an alert's menu. */
import type { View } from '../../demo/slack/views';
import { CHANNEL, type World } from '../harness';

/** Chooses from the menu of the first alert, and waits for the modal it opens. */
export async function choose(here: World, user: string, word: string): Promise<View> {
  const message = here.slack.messages(CHANNEL)[0];
  const value = new RegExp(`"(${word} [0-9a-f]+)"`).exec(JSON.stringify(message?.blocks))?.[1] ?? '';
  const before = here.slack.openViews(user).at(-1)?.hash;
  const clicked = await here.slack.click({
    user,
    channel: CHANNEL,
    ts: message?.ts ?? '',
    actionId: 'alert.more',
    value,
  });
  if (!clicked.ok) throw new Error(`the click was not heard: ${JSON.stringify(clicked)}`);
  return filled(here, user, before);
}

/** The modal once it is no longer loading. */
export async function filled(here: World, user: string, hash?: string): Promise<View> {
  return here.slack.until(() => {
    const view = here.slack.openViews(user).at(-1);
    return view && view.hash !== hash && !JSON.stringify(view.blocks).includes('One moment') && view;
  });
}

/** Clicks a button of the modal, and waits for what it shows then. */
export async function step(here: World, user: string, actionId: string): Promise<View> {
  const view = here.slack.openViews(user).at(-1);
  await here.slack.click({ user, viewId: view?.id ?? '', actionId });
  return filled(here, user, view?.hash);
}

interface Box {
  readonly elements: readonly { readonly elements: readonly { readonly text: string }[] }[];
}

/** What stands in the box. */
export function literal({ blocks }: View): string {
  const boxes = blocks.filter(({ type }) => type === 'rich_text') as unknown as Box[];
  return boxes.flatMap((box) => box.elements.flatMap(({ elements }) => elements.map(({ text }) => text))).join('');
}
/** Everything but the box. */
export const words = ({ blocks }: View): string => JSON.stringify(blocks.filter(({ type }) => type !== 'rich_text'));
/** Action ids, in the order shown. */
export const buttons = (view: View): readonly string[] =>
  [...JSON.stringify(view.blocks).matchAll(/"action_id":"([\w.]+)"/g)].map(([, id = '']) => id);
