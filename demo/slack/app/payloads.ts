// The JSON Slack sends to an app: the parts every interaction shares, and the state of a view's inputs.
import type { Channel } from '../channels';
import { chosenKeys, interactiveIn, type Chosen, type Found } from '../blocks/find';
import type { Block } from '../messages';
import type { View } from '../views';
import type { Workspace } from '../workspace';

export const verificationToken = 'demo-verification-token';

export function person(workspace: Workspace, id: string): Record<string, unknown> {
  const user = workspace.users.get(id);
  if (!user) throw new Error(`there is no user "${id}"; there is: ${[...workspace.users.keys()].join(', ')}`);
  return { id, username: user.name, name: user.name, team_id: workspace.team.id };
}

export function common(workspace: Workspace, user: string): Record<string, unknown> {
  return {
    user: person(workspace, user),
    api_app_id: workspace.app.id,
    token: verificationToken,
    team: { id: workspace.team.id, domain: workspace.team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

export const channelPart = (channel: Channel): Record<string, unknown> => ({
  id: channel.id,
  name: channel.kind === 'private' ? 'privategroup' : channel.name,
});

/** `state.values`: every element that holds a value, also in a message; buttons and overflow menus hold none. */
export function stateOf(workspace: Workspace, place: string, blocks: readonly Block[]): View['state'] {
  const state: View['state'] = { values: {} };
  for (const found of interactiveIn(blocks)) {
    const { element, block } = found;
    if (element.type === 'button' || element.type === 'overflow') continue;
    const of = (state.values[block.block_id ?? ''] ??= {});
    of[element.action_id] = { type: element.type, ...chosenKeys(element, workspace.entered.chosen(place, found)) };
  }
  return state;
}

/** One entry of `actions` in a block_actions payload. */
export function action({ block, element }: Found, chosen: Chosen, ts: string): Record<string, unknown> {
  const { type, action_id, text, style, placeholder } = element;
  const began = Object.entries(element).filter(([key]) => key.startsWith('initial_') && type !== 'plain_text_input');
  return {
    type,
    action_id,
    block_id: block.block_id,
    ...(type === 'button' ? { text, ...(style === undefined ? {} : { style }) } : {}),
    ...(placeholder === undefined ? {} : { placeholder }),
    ...Object.fromEntries(began),
    ...chosenKeys(element, chosen),
    action_ts: ts,
  };
}

/** What Slack's own client refuses before it submits: a required input left empty, a number or text outside its bounds. */
export function clientErrors(workspace: Workspace, view: View): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const found of interactiveIn(view.blocks)) {
    const { block, element } = found;
    if (block.type !== 'input') continue;
    const chosen = workspace.entered.chosen(view.id, found);
    const text = typeof chosen === 'string' ? chosen : (chosen ?? []).join(',');
    const complaint =
      text === ''
        ? block['optional'] === true
          ? undefined
          : 'Please complete this required field.'
        : outOfBounds(element, text);
    if (complaint !== undefined) errors[block.block_id ?? ''] = complaint;
  }
  return errors;
}

function outOfBounds(element: Found['element'], text: string): string | undefined {
  const bound = (key: string): number | undefined => (element[key] === undefined ? undefined : Number(element[key]));
  const [min, max] = [bound('min_length'), bound('max_length')];
  if (min !== undefined && text.length < min) return `Please use at least ${min} characters.`;
  if (max !== undefined && text.length > max) return `Please use no more than ${max} characters.`;
  if (element.type === 'email_text_input' && !/^\S+@\S+\.\S+$/.test(text)) return 'Please enter a valid email address.';
  if (element.type === 'url_text_input' && !/^https?:\/\/\S+$/.test(text)) return 'Please enter a valid URL.';
  if (element.type !== 'number_input') return undefined;
  const number = Number(text);
  if (!Number.isFinite(number)) return 'Please enter a number.';
  const [low, high] = [bound('min_value'), bound('max_value')];
  if (low !== undefined && number < low) return `Please enter a number of at least ${low}.`;
  if (high !== undefined && number > high) return `Please enter a number of at most ${high}.`;
  return undefined;
}
