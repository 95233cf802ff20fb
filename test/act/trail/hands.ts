/** Hands and eyes for answers that can be acted on: buttons of the last answer and of the modal on top, and alerts made without events. */
import type { KnownBlock } from '@slack/web-api';
import type { View } from '../../../demo/slack/views';
import type { Alert } from '../../../src/alert/alert';
import { writeAlert } from '../../../src/store/alerts';
import { type Trx, openDatabase } from '../../../src/store/database';
import { alert } from '../../fixtures';
import { CHANNEL, ROOT, type World } from '../../harness';

/** Writes into the store as the bot would, while the bot runs. */
export async function written(here: World, work: (trx: Trx) => Promise<unknown>): Promise<void> {
  const database = openDatabase('sqlite:trailwarden.sqlite', here.folder, `${ROOT}/migrations`);
  await database.transaction(async (trx) => void (await work(trx)));
  await database.close();
}

/** So many alerts, each with what `fields` makes of its number; ids are hexadecimal, as ours are. */
export function many(count: number, fields: (n: number) => Partial<Alert> = () => ({})): readonly Alert[] {
  return Array.from({ length: count }, (_, n) => {
    const id = (0xa0000000 + n).toString(16);
    return alert({ id: `${id}00000000`, fingerprint: id, ...fields(n) });
  });
}

export async function hold(here: World, alerts: readonly Alert[]): Promise<void> {
  await written(here, async (trx) => {
    for (const one of alerts) await writeAlert(trx, one);
  });
}

export const said = (blocks: readonly unknown[]): string => JSON.stringify(blocks);

/** The newest message that the person alone sees. */
export function lastAnswer(here: World, user: string): { readonly ts: string; readonly blocks: KnownBlock[] } {
  const answer = here.slack.ephemerals(user).at(-1);
  if (!answer) throw new Error('no answer');
  return { ts: answer.ts, blocks: (answer.blocks ?? []) as KnownBlock[] };
}

/** Clicks in the last answer, and waits for what it shows then; as blocks. */
export async function clickAnswer(here: World, user: string, actionId: string, value?: string): Promise<KnownBlock[]> {
  const { ts, blocks } = lastAnswer(here, user);
  const before = said(blocks);
  const outcome = await here.slack.click({
    user,
    channel: CHANNEL,
    ts,
    actionId,
    ...(value !== undefined && { value }),
  });
  if (!outcome.ok) throw new Error(`not heard: ${JSON.stringify(outcome)}`);
  return here.slack.until(() => {
    const now = here.slack.ephemerals(user).find((one) => one.ts === ts)?.blocks ?? [];
    return said(now) !== before && (now as KnownBlock[]);
  });
}

/** Clicks a button of the last answer that opens a modal, and waits until that is filled. */
export async function openFromAnswer(here: World, user: string, actionId: string, value?: string): Promise<View> {
  const { ts } = lastAnswer(here, user);
  const before = here.slack.openViews(user).length;
  await here.slack.click({ user, channel: CHANNEL, ts, actionId, ...(value !== undefined && { value }) });
  return loaded(here, user, (views) => views.length > before);
}

/** Clicks in the modal on top, and waits for what is on top then, filled. */
export async function clickModal(here: World, user: string, actionId: string, value?: string): Promise<View> {
  const view = here.slack.openViews(user).at(-1);
  const outcome = await here.slack.click({
    user,
    viewId: view?.id ?? '',
    actionId,
    ...(value !== undefined && { value }),
  });
  if (!outcome.ok) throw new Error(`not heard: ${JSON.stringify(outcome)}`);
  return loaded(here, user, (views) => views.at(-1)?.hash !== view?.hash);
}

function loaded(here: World, user: string, isDone: (views: readonly View[]) => boolean): Promise<View> {
  return here.slack.until(() => {
    const views = here.slack.openViews(user);
    const top = views.at(-1);
    return top && isDone(views) && !said(top.blocks).includes('One moment') && top;
  });
}

/** What Slack refuses in a message, whatever else it says. */
export function expectFits(blocks: readonly KnownBlock[]): void {
  expect(blocks.length).toBeLessThanOrEqual(50);
  expect(said(blocks).length).toBeLessThanOrEqual(12_000);
}
