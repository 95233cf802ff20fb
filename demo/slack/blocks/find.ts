// Finding an interactive element in a message or view, and turning what a person chose into the shapes Slack sends: an action in
// `block_actions`, a value in `view.state`.
import type { Block } from '../messages';
import { isRecord } from './check';

export type Element = { type: string; action_id: string } & Record<string, unknown>;
export interface Found {
  block: Block;
  element: Element;
}

const isElement = (value: unknown): value is Element =>
  isRecord(value) && typeof value['type'] === 'string' && typeof value['action_id'] === 'string';

export function interactiveIn(blocks: readonly Block[]): Found[] {
  return blocks.flatMap((block) => {
    const candidates = [
      block['accessory'],
      block['element'],
      ...(Array.isArray(block['elements']) ? (block['elements'] as unknown[]) : []),
    ];
    return candidates.filter(isElement).map((element) => ({ block, element }));
  });
}

export function findElement(blocks: readonly Block[], actionId: string, blockId?: string): Found {
  const all = interactiveIn(blocks);
  const found = all.find(
    (f) => f.element.action_id === actionId && (blockId === undefined || f.block.block_id === blockId),
  );
  if (found) return found;
  const there = all.map((f) => f.element.action_id).join(', ') || 'none';
  throw new Error(`there is no element with action_id "${actionId}" here; there is: ${there}`);
}

interface Option {
  value: string;
  text: unknown;
}

function optionsOf(element: Element): Option[] {
  const groups = Array.isArray(element['option_groups']) ? (element['option_groups'] as { options: Option[] }[]) : [];
  return [
    ...(Array.isArray(element['options']) ? (element['options'] as Option[]) : []),
    ...groups.flatMap((g) => g.options),
  ];
}

export type Chosen = string | readonly string[] | undefined;

/** The keys Slack adds for what was chosen, e.g. `selected_option` of a select or `value` of a text input. */
export function chosenKeys(element: Element, chosen: Chosen): Record<string, unknown> {
  const one = typeof chosen === 'string' ? chosen : chosen?.[0];
  const many = (typeof chosen === 'string' ? [chosen] : (chosen ?? [])).filter((value) => value !== '');
  const option = (value: string): Option => {
    const found = optionsOf(element).find((o) => o.value === value);
    if (found) return found;
    throw new Error(
      `"${element.action_id}" has no option "${value}"; it has: ${optionsOf(element)
        .map((o) => o.value)
        .join(', ')}`,
    );
  };
  const absent = one === undefined || one === '';
  switch (element.type) {
    case 'button':
      return element['value'] === undefined ? {} : { value: element['value'] };
    case 'overflow':
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return { selected_option: absent ? null : option(one) };
    case 'checkboxes':
    case 'multi_static_select':
      return { selected_options: many.map(option) };
    case 'datepicker':
      return { selected_date: absent ? null : one };
    case 'timepicker':
      return { selected_time: absent ? null : one };
    case 'datetimepicker':
      return { selected_date_time: absent ? null : Number(one) };
    case 'users_select':
      return { selected_user: absent ? null : one };
    case 'conversations_select':
      return { selected_conversation: absent ? null : one };
    case 'channels_select':
      return { selected_channel: absent ? null : one };
    case 'multi_users_select':
      return { selected_users: many };
    case 'multi_conversations_select':
      return { selected_conversations: many };
    case 'multi_channels_select':
      return { selected_channels: many };
    default:
      return { value: absent ? null : one };
  }
}

/** What an element holds before anybody touched it. */
export function initialChoice(element: Element): Chosen {
  const value = (option: unknown): string => (isRecord(option) ? String(option['value']) : '');
  if (isRecord(element['initial_option'])) return value(element['initial_option']);
  if (Array.isArray(element['initial_options'])) return element['initial_options'].map(value);
  for (const key of [
    'initial_value',
    'initial_date',
    'initial_time',
    'initial_date_time',
    'initial_user',
    'initial_conversation',
    'initial_channel',
  ]) {
    const given = element[key];
    if (typeof given === 'string' || typeof given === 'number') return String(given);
  }
  for (const key of ['initial_users', 'initial_conversations', 'initial_channels']) {
    if (Array.isArray(element[key])) return element[key] as string[];
  }
  return undefined;
}
