// Every block type with its keys and limits, and which of them a message, a modal and a home tab may hold.
import {
  boolean,
  byType,
  isRecord,
  list,
  number,
  object,
  oneOf,
  string,
  union,
  unique,
  url,
  type Check,
  type Problems,
  type Shape,
} from './check';
import { accessory, actionsElement, inputElement } from './elements';
import { anyText, image, plainText } from './objects';
import { richText } from './rich-text';

export type Surface = 'message' | 'modal' | 'home';

const id: Shape = { block_id: string(255) };

const oneActionEach = (value: Record<string, unknown>, at: string, problems: Problems): void => {
  if (Array.isArray(value['elements'])) unique(value['elements'], 'action_id', `${at}/elements`, problems);
};

const section = object(
  {},
  { ...id, text: union(anyText(3000)), fields: list(union(anyText(2000)), 1, 10), accessory, expand: boolean },
  (value, at, problems) => {
    if (value['text'] === undefined && value['fields'] === undefined)
      problems.note('must define either `text` or `fields`', at);
  },
);

const contextElement = byType({
  image: object(image),
  plain_text: object({ text: string(2000, 1) }, { emoji: boolean }),
  mrkdwn: object({ text: string(2000, 1) }, { verbatim: boolean }),
});

const cell = byType({
  raw_text: object({ text: string(10_000, 1) }),
  raw_number: object({ value: number() }, { text: string(1000, 1) }),
  rich_text: richText({}),
});

const table = object(
  { rows: list(list(cell, 1, 20), 1, 100) },
  { ...id, column_settings: list(object({}, { align: oneOf('left', 'center', 'right'), is_wrapped: boolean }), 0, 20) },
);

const series = list(
  object({ name: string(20, 1), data: list(object({ label: string(20, 1), value: number() }), 1, 20) }),
  1,
  6,
);
const axes = object({ categories: list(string(20, 1), 1, 20) }, { x_label: string(50), y_label: string(50) });
const chart = byType({
  pie: object({ segments: list(object({ label: string(20, 1), value: number(Number.MIN_VALUE) }), 1, 6) }),
  bar: object({ series, axis_config: axes }),
  line: object({ series, axis_config: axes }),
  area: object({ series, axis_config: axes }),
});

const shapes = {
  section,
  divider: object({}, id),
  header: object({ text: plainText(150) }, { ...id, level: number(1, 4) }),
  context: object({ elements: list(contextElement, 1, 10) }, id),
  actions: object({ elements: list(actionsElement, 1, 25) }, id, oneActionEach),
  image: object(image, { ...id, title: plainText(2000) }),
  input: object(
    { label: plainText(2000), element: inputElement },
    { ...id, hint: plainText(2000), optional: boolean, dispatch_action: boolean },
  ),
  rich_text: richText(id),
  markdown: object({ text: string(12_000, 1) }, id),
  table,
  data_visualization: object({ title: string(50, 1), chart }, id),
  video: object(
    { title: plainText(200), video_url: url, thumbnail_url: url, alt_text: string(2000, 1) },
    {
      ...id,
      title_url: url,
      description: plainText(200),
      author_name: string(50),
      provider_name: string(50),
      provider_icon_url: url,
    },
  ),
  alert: object({ text: anyText(2000) }, { ...id, level: oneOf('default', 'info', 'warning', 'error', 'success') }),
} satisfies Record<string, Check>;

const everywhere = [
  'section',
  'divider',
  'header',
  'context',
  'actions',
  'image',
  'input',
  'rich_text',
  'video',
] as const;
const allowed: Record<Surface, readonly (keyof typeof shapes)[]> = {
  message: [...everywhere, 'markdown', 'table', 'data_visualization'],
  modal: [...everywhere, 'alert'],
  home: everywhere,
};

const kinds = Object.fromEntries(
  Object.entries(allowed).map(([surface, names]) => [
    surface,
    byType(Object.fromEntries(names.map((name) => [name, shapes[name]]))),
  ]),
) as Record<Surface, Check>;

/** A list of blocks on a surface: 50 in a message, 100 in a view, each allowed there, each block_id used once, one table at most. */
export function blocksOn(surface: Surface): Check {
  const check = list(kinds[surface], 0, surface === 'message' ? 50 : 100);
  return (value, at, problems) => {
    check(value, at, problems);
    if (!Array.isArray(value)) return;
    unique(
      value.filter((b) => isRecord(b) && b['block_id'] !== ''),
      'block_id',
      at,
      problems,
    );
    const tables = value.filter((b) => isRecord(b) && b['type'] === 'table').length;
    if (tables > 1) problems.note('only one table allowed', at);
  };
}
