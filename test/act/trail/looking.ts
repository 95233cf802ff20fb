/** Hands and eyes for answers about events: what stands in the store, what is read in an answer, and what is clicked in it. */
import type { KnownBlock } from '@slack/web-api';
import type { Ephemeral } from '../../../demo/slack/messages';
import type { View } from '../../../demo/slack/views';
import { NOON, record } from '../../fixtures';
import { CHANNEL, type World, type WorldOptions, world } from '../../harness';

/** A record so many milliseconds from noon. */
export const at = (offset: number, fields: Record<string, unknown> = {}) =>
  record({ eventTime: new Date(NOON + offset).toISOString(), ...fields });

/** Somebody of Identity Center, who is known by e-mail. */
export const CENTER = {
  type: 'AssumedRole',
  arn: 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/bob@example.com',
  accountId: '111122223333',
};

export const role = (name: string, session: string) => ({
  type: 'AssumedRole',
  arn: `arn:aws:sts::111122223333:assumed-role/${name}/${session}`,
  accountId: '111122223333',
});

/** A world in which these events happened and were read. */
export async function happened(records: readonly unknown[], options: WorldOptions = {}): Promise<World> {
  const here = await world({ start: true, ...options });
  here.aws.put(records as never);
  await here.app.tick();
  return here;
}

/** Texts of an answer, without its buttons, markup and what makes text harmless. */
export function words(blocks: readonly unknown[] | undefined): string {
  const texts: string[] = [];
  const walk = (value: unknown, key: string): void => {
    if (typeof value === 'string') {
      if (key === 'text') texts.push(value);
    } else if (Array.isArray(value)) value.forEach((one) => walk(one, key));
    else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) if (name !== 'accessory') walk(inner, name);
    }
  };
  walk(blocks, '');
  return texts
    .join('\n')
    .replaceAll('\u200b', '')
    .replace(/<!date\^\d+\^[^|]*\|([^>]*)>/g, '$1')
    .replace(/[*`_]/g, '');
}

/** Labels of an answer's buttons with their action ids, those of rows too. */
export function buttonsIn(blocks: readonly unknown[] | undefined): ReadonlyMap<string, string> {
  const found = [
    ...JSON.stringify(blocks ?? []).matchAll(/"action_id":"([^"]+)","text":\{"type":"plain_text","text":"([^"]+)"/g),
  ];
  return new Map(found.map(([, id = '', label = '']) => [label, id]));
}

/** Clicks in the last answer, and waits until it is another. */
export async function turned(here: World, user: string, label: string): Promise<KnownBlock[]> {
  const before = last(here, user);
  await press(here, user, label);
  const now = await here.slack.until(() => {
    const answer = last(here, user);
    return (
      JSON.stringify(answer.blocks) !== JSON.stringify(before.blocks) && !words(answer.blocks).includes('⏳') && answer
    );
  });
  return (now.blocks ?? []) as never;
}

/** Clicks in the last answer. */
export async function press(here: World, user: string, label: string): Promise<void> {
  const { ts, blocks } = last(here, user);
  const actionId = buttonsIn(blocks).get(label);
  if (actionId === undefined) throw new Error(`no button ${label} in ${JSON.stringify(blocks)}`);
  const clicked = await here.slack.click({ user, channel: CHANNEL, ts, actionId });
  if (!clicked.ok) throw new Error(`not heard: ${JSON.stringify(clicked)}`);
}

/** Clicks in the modal on top, or in the last answer, and waits for what the modal then shows. */
export async function opened(here: World, user: string, label: string): Promise<View> {
  const view = here.slack.openViews(user).at(-1);
  if (view) {
    const actionId = buttonsIn(view.blocks).get(label);
    if (actionId === undefined) throw new Error(`no button ${label} in ${JSON.stringify(view.blocks)}`);
    await here.slack.click({ user, viewId: view.id, actionId });
  } else await press(here, user, label);
  return here.slack.until(() => {
    const now = here.slack.openViews(user).at(-1);
    return now && now.hash !== view?.hash && !/One moment|⏳/.test(JSON.stringify(now.blocks)) && now;
  });
}

export function last(here: World, user: string): Ephemeral {
  const answer = here.slack.ephemerals(user).at(-1);
  if (!answer) throw new Error('nothing was answered');
  return answer;
}
