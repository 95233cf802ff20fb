/** What timelines of people's deeds share: an alert in the channel, what it shows, and hands that click. */
import type { JsonObject } from '../../src/source/event';
import { auditEntries } from '../../src/store/audit';
import { openToRead } from '../../src/store/database';
import { MINUTE, NOON, record } from '../fixtures';
import { CHANNEL, ROOT, type World } from '../harness';

export const PROD = 'accounts: [{ id: "111122223333", name: prod, environment: production, regions: [eu-central-1] }]';

/** A stopped trail at so many milliseconds after noon: critical in production. */
export const stopped = (offset: number, fields: Record<string, unknown> = {}): JsonObject =>
  record({ eventTime: new Date(NOON + offset).toISOString(), ...fields });

/** The same, denied: high in production. */
export const denied = (offset: number): JsonObject => stopped(offset, { errorCode: 'AccessDenied' });

/** Hands and eyes in the world of the moment; `n` counts the channel's messages. */
export function acting(here: () => World) {
  const shown = (channel = CHANNEL) => here().slack.messages(channel);
  const ts = (n = 0): string => shown()[n]?.ts ?? '';
  const click = (user: string, actionId: string, value?: string, n = 0) =>
    here().slack.click({ user, channel: CHANNEL, ts: ts(n), actionId, ...(value === undefined ? {} : { value }) });
  return {
    shown,
    ts,
    told: (channel = CHANNEL) => shown(channel).map(({ text }) => text),
    /** All words of a message, buttons and menus included. */
    words: (n = 0, channel = CHANNEL): string => textsOf(shown(channel)[n]?.blocks).join('\n'),
    thread: (n = 0, channel = CHANNEL): string[] =>
      here()
        .slack.thread(channel, shown(channel)[n]?.ts ?? '')
        .slice(1)
        .map(({ text }) => text),
    whispers: (user: string): string[] =>
      here()
        .slack.ephemerals(user)
        .map(({ text }) => text),
    calls: (method: string) => here().slack.calls.filter((call) => call.method === method),
    acknowledge: (user: string, n = 0) => click(user, 'alert.acknowledge', undefined, n),
    /** A choice of the snooze menu. */
    snooze: (user: string, choice: string, n = 0) =>
      click(user, 'alert.snooze', optionOf(here(), 'alert.snooze', choice, n), n),
    /** A choice of the overflow menu. */
    more: (user: string, choice: string, n = 0) =>
      click(user, 'alert.more', optionOf(here(), 'alert.more', choice, n), n),
    /** A click on the message as it was, whatever it shows by now. */
    clicked: click,
    /** Who did what, as the audit log has it by now. */
    audit: async (): Promise<string[]> => {
      const { config } = here();
      const store = openToRead(config.database, config.folder, `${ROOT}/migrations`);
      const found: string[] = [];
      for await (const { actor, action } of auditEntries(store.reader, 0)) found.push(`${actor} ${action}`);
      await store.close();
      return found;
    },
    /** Time passes, a look at it every so often, as the bot's own job has it. */
    pass: async (length: number, every = MINUTE): Promise<void> => {
      for (let left = length; left > 0; left -= every) {
        here().clock.advance(Math.min(every, left));
        await here().app.passTime();
        await here().app.deliver();
      }
    },
    happens: async (...records: readonly JsonObject[]): Promise<void> => {
      here().aws.put(records);
      await here().app.tick();
      await here().app.deliver();
    },
  };
}

function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    key === 'text' && typeof part === 'string' ? [part] : textsOf(part),
  );
}

function optionOf(here: World, actionId: string, choice: string, n: number): string {
  const found = optionsOf(here, actionId, n).find((value) => value.startsWith(`${choice} `));
  if (found === undefined) throw new Error(`${actionId} does not offer ${choice}`);
  return found;
}

/** What a menu offers, as `choice alert`. */
export function optionsOf(here: World, actionId: string, n = 0): readonly string[] {
  const actions = here.slack.messages(CHANNEL)[n]?.blocks?.find(({ type }) => type === 'actions');
  const elements = (actions?.elements ?? []) as { action_id: string; options?: { value: string }[] }[];
  return (elements.find(({ action_id }) => action_id === actionId)?.options ?? []).map(({ value }) => value);
}
