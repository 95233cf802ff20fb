// Slack's interactive block elements with their keys and limits, and the lists of which element may stand where: in an actions
// block, as the accessory of a section, or in an input.
import { boolean, byType, list, number, object, oneOf, pattern, string, url, type Check, type Shape } from './check';
import { confirm, image, option, optionGroups, options, plainText } from './objects';

const actionId = string(255, 1);
const base: Shape = { action_id: actionId };
const placeholder = plainText(150);
const menu: Shape = { ...base, placeholder, confirm, focus_on_load: boolean };
const many: Shape = { ...menu, max_selected_items: number(1) };
const typed: Shape = {
  ...base,
  placeholder,
  focus_on_load: boolean,
  dispatch_action_config: object(
    {},
    { trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), 1, 2) },
  ),
};
const date = pattern(/^\d{4}-\d{2}-\d{2}$/, 'date');
const ids = list(string(255, 1), 0, 100);
const conversationFilter = object(
  {},
  { include: list(string(20, 1), 1, 4), exclude_external_shared_channels: boolean, exclude_bot_users: boolean },
);

const button = object(
  { text: plainText(75) },
  { ...base, url, value: string(2000), style: oneOf('primary', 'danger'), confirm, accessibility_label: string(75) },
);

/** A menu has either options or groups of them. */
const staticSelect = (rest: Shape): Check =>
  object({}, { ...rest, options: options('menu', 1, 100), option_groups: optionGroups }, (value, at, problems) => {
    if ((value['options'] === undefined) === (value['option_groups'] === undefined))
      problems.note('must define either `options` or `option_groups`', at);
  });

const shapes = {
  button,
  overflow: object({ options: options('overflow', 1, 5) }, { ...base, confirm }),
  static_select: staticSelect({ ...menu, initial_option: option('menu') }),
  multi_static_select: staticSelect({ ...many, initial_options: list(option('menu'), 1, 100) }),
  external_select: object({}, { ...menu, min_query_length: number(0), initial_option: option('menu') }),
  users_select: object({}, { ...menu, initial_user: string(50, 1) }),
  multi_users_select: object({}, { ...many, initial_users: ids }),
  conversations_select: object(
    {},
    {
      ...menu,
      initial_conversation: string(50, 1),
      default_to_current_conversation: boolean,
      response_url_enabled: boolean,
      filter: conversationFilter,
    },
  ),
  multi_conversations_select: object(
    {},
    { ...many, initial_conversations: ids, default_to_current_conversation: boolean, filter: conversationFilter },
  ),
  channels_select: object({}, { ...menu, initial_channel: string(50, 1), response_url_enabled: boolean }),
  multi_channels_select: object({}, { ...many, initial_channels: ids }),
  radio_buttons: object(
    { options: options('choice', 1, 10) },
    { ...base, initial_option: option('choice'), confirm, focus_on_load: boolean },
  ),
  checkboxes: object(
    { options: options('choice', 1, 10) },
    { ...base, initial_options: list(option('choice'), 1, 10), confirm, focus_on_load: boolean },
  ),
  datepicker: object({}, { ...menu, initial_date: date }),
  timepicker: object(
    {},
    { ...menu, initial_time: pattern(/^([01]\d|2[0-3]):[0-5]\d$/, 'time'), timezone: string(100, 1) },
  ),
  datetimepicker: object(
    {},
    { ...base, initial_date_time: number(1_000_000_000, 9_999_999_999), confirm, focus_on_load: boolean },
  ),
  plain_text_input: object(
    {},
    {
      ...typed,
      initial_value: string(3000),
      multiline: boolean,
      min_length: number(0, 3000),
      max_length: number(1, 3000),
    },
  ),
  number_input: object(
    { is_decimal_allowed: boolean },
    { ...typed, initial_value: string(100, 1), min_value: string(100, 1), max_value: string(100, 1) },
  ),
  email_text_input: object({}, { ...typed, initial_value: string(3000) }),
  url_text_input: object({}, { ...typed, initial_value: string(3000) }),
  image: object(image),
} satisfies Record<string, Check>;

type Name = keyof typeof shapes;
const choose = (...names: Name[]): Check => byType(Object.fromEntries(names.map((name) => [name, shapes[name]])));

const singles: Name[] = ['static_select', 'external_select', 'users_select', 'conversations_select', 'channels_select'];
const multis: Name[] = [
  'multi_static_select',
  'multi_users_select',
  'multi_conversations_select',
  'multi_channels_select',
];
const choices: Name[] = ['radio_buttons', 'checkboxes', 'datepicker', 'timepicker'];

export const actionsElement = choose('button', 'overflow', 'datetimepicker', ...singles, ...multis, ...choices);
export const accessory = choose('button', 'overflow', 'image', ...singles, ...multis, ...choices);
export const inputElement = choose(
  'plain_text_input',
  'number_input',
  'email_text_input',
  'url_text_input',
  'datetimepicker',
  ...singles,
  ...multis,
  ...choices,
);
