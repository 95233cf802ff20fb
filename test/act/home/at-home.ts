/** Somebody opens App Home, and what they see and do there. */
import type { Block } from '../../../demo/slack/messages';
import { type Database, type Trx, openDatabase } from '../../../src/store/database';
import { ROOT, type World } from '../../harness';

/** Opens it anew, and waits until it is published. */
export async function openHome(here: World, user: string): Promise<readonly Block[]> {
  const before = publications(here, user).length;
  const outcome = await here.slack.openHome({ user });
  if (!outcome.ok) throw new Error(`not heard: ${JSON.stringify(outcome)}`);
  await here.slack.until(() => publications(here, user).length > before);
  return here.slack.home(user)?.blocks ?? [];
}

/** Every time their home was published, or refused. */
export function publications(here: World, user: string) {
  return here.slack.calls.filter(({ method, args }) => method === 'views.publish' && args['user_id'] === user);
}

/** What stands there now, buttons included. */
export const home = (here: World, user: string): string => textOf(here.slack.home(user)?.blocks ?? []);

export const textOf = (blocks: readonly unknown[]): string =>
  [...JSON.stringify(blocks).matchAll(/"text":("(?:[^"\\]|\\.)*")/g)]
    .map(([, text]) => JSON.parse(text ?? '""') as string)
    .join('\n');

export const clickAtHome = (here: World, user: string, actionId: string, blockId?: string) =>
  here.slack.click({ user, home: true, actionId, ...(blockId === undefined ? {} : { blockId }) });

/** Writes into the store of the running bot, as the bot itself would. */
export async function stored(here: World, write: (trx: Trx) => Promise<void>): Promise<void> {
  const database: Database = openDatabase(here.config.database, here.folder, `${ROOT}/migrations`);
  await database.transaction(write);
  await database.close();
}
