// What the Web API does with blocks and views it is given: parse them when they come as a JSON string, refuse them with Slack's
// error for the place, or return them normalised for storage.
import { randomBytes } from 'node:crypto';
import { SlackError } from '../api/errors';
import type { Block } from '../messages';
import { boolean, byType, isRecord, object, Problems, string, union, type Check } from './check';
import { blocksOn } from './kinds';
import { plainText } from './objects';
import { normaliseText } from './text';

/** Slack counts characters in a way it does not document; refusing at its documented 12,000 is on the safe side. */
const blocksMax = 12_000;
const viewMax = 250_000;

const checkMessage = blocksOn('message');

const common = { private_metadata: string(3000), callback_id: string(255), external_id: string(255) };
const checkModal: Check = object(
  { title: plainText(24), blocks: blocksOn('modal') },
  {
    ...common,
    close: plainText(24),
    submit: plainText(24),
    clear_on_close: boolean,
    notify_on_close: boolean,
    submit_disabled: boolean,
  },
  (value, at, problems) => {
    const hasInput =
      Array.isArray(value['blocks']) && value['blocks'].some((b) => isRecord(b) && b['type'] === 'input');
    if (hasInput && value['submit'] === undefined) problems.note('missing required field: submit', at);
  },
);
const checkHome: Check = object({ blocks: blocksOn('home') }, common);
const checkView: Check = union(byType({ modal: checkModal, home: checkHome }));

function fromJson(value: unknown, error: string): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new SlackError(error);
  }
}

/** Undefined when none were given; an empty list stays one, as it clears the blocks of a message. */
export function readBlocks(given: unknown): Block[] | undefined {
  if (given === undefined || given === null || given === '') return undefined;
  const blocks = fromJson(given, 'invalid_blocks_format');
  if (!Array.isArray(blocks) || !blocks.every(isRecord)) throw new SlackError('invalid_blocks_format');
  const problems = new Problems();
  checkMessage(blocks, '/blocks', problems);
  if (problems.found.length > 0) throw new SlackError('invalid_blocks', { messages: problems.found });
  if (JSON.stringify(blocks).length > blocksMax) throw new SlackError('msg_blocks_too_long');
  return normalise(blocks);
}

export function readView(given: unknown, type: 'modal' | 'home' | 'any'): Record<string, unknown> {
  const view = fromJson(given, 'invalid_arguments');
  if (!isRecord(view)) throw new SlackError('invalid_arguments', { messages: ['missing required field: view'] });
  if (type !== 'any' && view['type'] !== type) {
    throw new SlackError('invalid_arguments', { messages: [`view type must be "${type}" [json-pointer:/view/type]`] });
  }
  if (JSON.stringify(view).length > viewMax) throw new SlackError('view_too_large');
  const problems = new Problems();
  checkView(view, '/view', problems);
  if (problems.found.length > 0) throw new SlackError('invalid_arguments', { messages: problems.found });
  const words = ['title', 'submit', 'close'].filter((key) => view[key] !== undefined);
  return {
    ...view,
    ...Object.fromEntries(words.map((key) => [key, texts(view[key])])),
    blocks: normalise(view['blocks'] as Record<string, unknown>[]),
  };
}

/** As Slack stores them: every block has an id, every interactive element an action id, texts are escaped and say how they are read. */
function normalise(blocks: readonly Record<string, unknown>[]): Block[] {
  return blocks.map((block) => {
    const stored =
      block['type'] === 'rich_text' || block['type'] === 'table' || block['type'] === 'markdown'
        ? structuredClone(block)
        : texts(block);
    const given = typeof block['block_id'] === 'string' && block['block_id'] !== '' ? block['block_id'] : undefined;
    return { ...(stored as Block), block_id: given ?? randomBytes(4).toString('base64url').slice(0, 5) };
  });
}

const interactive = /^(button|overflow|checkboxes|radio_buttons|.*_select|.*picker|.*_input)$/;

function texts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(texts);
  if (!isRecord(value)) return value;
  const { type, text } = value;
  if (type === 'mrkdwn' && typeof text === 'string')
    return { ...value, text: normaliseText(text, value['verbatim'] !== true), verbatim: value['verbatim'] ?? false };
  if (type === 'plain_text' && typeof text === 'string')
    return { ...value, text: normaliseText(text, false), emoji: value['emoji'] ?? true };
  const copy = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, texts(each)]));
  const needsId = typeof type === 'string' && interactive.test(type) && copy['action_id'] === undefined;
  return needsId ? { ...copy, action_id: randomBytes(4).toString('base64url').slice(0, 5) } : copy;
}
