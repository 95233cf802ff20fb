/** The screen as Slack is: its methods for modals, messages and answers to a click or a command. */
import type { RespondFn } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Screen } from './screen';

/** `respond` is the address that came with what was done; without one nothing can be replied. */
export function screenOf(client: WebClient, respond?: RespondFn): Screen {
  return {
    open: async (trigger, view) => (await client.views.open({ trigger_id: trigger, view })).view?.id ?? '',
    push: async (trigger, view) => (await client.views.push({ trigger_id: trigger, view })).view?.id ?? '',
    update: async (id, view) => void (await client.views.update({ view_id: id, view }).catch(closed)),
    edit: async (channel, ts, { text, blocks }) => void (await client.chat.update({ channel, ts, text, blocks })),
    publish: async (user, view) => void (await client.views.publish({ user_id: user, view })),
    async reply({ text, blocks }, how) {
      await respond?.({
        text,
        blocks,
        response_type: how === 'shared' ? 'in_channel' : 'ephemeral',
        replace_original: how === 'instead',
        unfurl_links: false,
        unfurl_media: false,
      });
    },
  };
}

/** Whoever closed the modal meanwhile does not want to see what it would have shown. */
function closed(error: unknown): void {
  if ((error as { data?: { error?: string } }).data?.error !== 'not_found') throw error;
}
