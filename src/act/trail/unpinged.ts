/** What is shared with a channel names people and calls nobody: their names stand where only one person saw mentions. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { KnownBlock } from '@slack/web-api';
import { cut, mrkdwn } from '../../notify/text';
import type { Desk } from '../desk';
import type { Reply } from './reply';

const MENTION = /<@([UW][A-Z0-9]+)>/g;
/** User groups, and everybody who is here. */
const GROUP = /<!(?:subteam\^)?([A-Za-z0-9]+)(?:\|[^>]*)?>/g;
/** As many people are asked for, and Slack is waited for so long (milliseconds). */
const MOST = 30;
const PATIENCE = 1_500;

/** Who is not found in time is called by their id. */
export async function unpinged({ directory }: Pick<Desk, 'directory'>, reply: Reply): Promise<Reply> {
  const ids = [...new Set([...JSON.stringify(reply.blocks).matchAll(MENTION)].map(([, id = '']) => id))];
  const names = new Map<string, string>();
  const asked = ids.slice(0, MOST).map(async (id) => {
    const person = await directory.byId(id).catch(() => undefined);
    if (person) names.set(id, person.name);
  });
  await Promise.race([Promise.all(asked), sleep(PATIENCE, undefined, { ref: false })]);
  const named = (text: string): string =>
    text
      .replace(MENTION, (_, id: string) => mrkdwn`${cut(names.get(id) ?? id, 60)}`.text)
      .replace(GROUP, (_, id: string) => `\`${id}\``);
  return { ...reply, blocks: reply.blocks.map((block) => inBlock(block, named)) };
}

/** Only what Slack would parse: everything else is literal. */
function inBlock(block: KnownBlock, change: (text: string) => string): KnownBlock {
  const inText = <T extends { readonly type: string }>(one: T): T =>
    'text' in one && typeof one.text === 'string' && one.type === 'mrkdwn' ? { ...one, text: change(one.text) } : one;
  if (block.type === 'context') return { ...block, elements: block.elements.map(inText) };
  if (block.type !== 'section') return block;
  return {
    ...block,
    ...(block.text && { text: inText(block.text) }),
    ...(block.fields && { fields: block.fields.map(inText) }),
  };
}
