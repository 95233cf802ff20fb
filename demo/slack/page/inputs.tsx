// Every element that holds a value, as the form control people know: text, number, date, selects, radio buttons, checkboxes. Its
// name is the block and action id, by which the browser script gathers a view's state.
import type { ReactElement } from 'react';
import { initialChoice, type Element } from '../blocks/find';
import type { Block } from '../messages';
import { plain, Text } from './rich';
import { channelsOf, type Viewer } from './viewer';

interface Option {
  text: unknown;
  value: string;
  description?: unknown;
}

export const fieldName = (block: Block, element: Element): string =>
  JSON.stringify([block.block_id, element.action_id]);

export interface InputProps {
  block: Block;
  element: Element;
  viewer: Viewer;
  /** The accessible name; a field in an input block is named by its label instead. */
  label?: string;
  id?: string;
  required?: boolean;
}

export function Input(props: InputProps): ReactElement {
  const { block, element, viewer, label, id, required } = props;
  const { workspace, place } = viewer;
  const chosen = place === undefined ? initialChoice(element) : workspace.entered.chosen(place, { block, element });
  const one = typeof chosen === 'string' ? chosen : (chosen?.[0] ?? '');
  const shared = {
    name: fieldName(block, element),
    id,
    'aria-label': label,
    'aria-required': required,
    'aria-describedby': id === undefined ? undefined : `${id}-error`,
  };
  const placeholder = plain(element['placeholder']) || undefined;
  const limits = {
    minLength: element['min_length'] as number | undefined,
    maxLength: element['max_length'] as number | undefined,
  };
  switch (element.type) {
    case 'plain_text_input':
      if (element['multiline'] === true)
        return <textarea rows={3} defaultValue={one} placeholder={placeholder} {...shared} {...limits} />;
      return <input type="text" defaultValue={one} placeholder={placeholder} {...shared} {...limits} />;
    case 'number_input': {
      const step = element['is_decimal_allowed'] === true ? 'any' : 1;
      return <input type="number" step={step} defaultValue={one} placeholder={placeholder} {...shared} />;
    }
    case 'email_text_input':
      return <input type="email" defaultValue={one} placeholder={placeholder} {...shared} />;
    case 'url_text_input':
      return <input type="url" defaultValue={one} placeholder={placeholder} {...shared} />;
    case 'datepicker':
      return <input type="date" defaultValue={one} {...shared} />;
    case 'timepicker':
      return <input type="time" defaultValue={one} {...shared} />;
    case 'datetimepicker':
      return (
        <input
          type="datetime-local"
          data-epoch=""
          defaultValue={one === '' ? '' : new Date(Number(one) * 1000).toISOString().slice(0, 16)}
          {...shared}
        />
      );
    case 'radio_buttons':
    case 'checkboxes':
      return <Choices {...props} name={shared.name} chosen={typeof chosen === 'string' ? [chosen] : (chosen ?? [])} />;
    default:
      return <Select element={element} viewer={viewer} shared={shared} chosen={chosen} placeholder={placeholder} />;
  }
}

function Choices({
  element,
  label,
  name,
  chosen,
  id,
  viewer,
}: InputProps & { name: string; chosen: readonly string[] }): ReactElement {
  const options = Array.isArray(element['options']) ? (element['options'] as Option[]) : [];
  const type = element.type === 'checkboxes' ? 'checkbox' : 'radio';
  return (
    <span
      className="choices"
      role={type === 'radio' ? 'radiogroup' : 'group'}
      aria-label={label}
      aria-labelledby={id === undefined ? undefined : `${id}-label`}
    >
      {options.map((option) => (
        <label key={option.value}>
          <input type={type} name={name} value={option.value} defaultChecked={chosen.includes(option.value)} />
          <span>
            <Text text={option.text} viewer={viewer} />
            {option.description === undefined ? null : <small>{plain(option.description)}</small>}
          </span>
        </label>
      ))}
    </span>
  );
}

interface SelectProps {
  element: Element;
  viewer: Viewer;
  shared: Record<string, unknown>;
  chosen: string | readonly string[] | undefined;
  placeholder: string | undefined;
}

function Select({ element, viewer, shared, chosen, placeholder }: SelectProps): ReactElement {
  const many = element.type.startsWith('multi_');
  const value = many
    ? typeof chosen === 'string'
      ? [chosen]
      : [...(chosen ?? [])]
    : typeof chosen === 'string'
      ? chosen
      : '';
  return (
    <select multiple={many} defaultValue={value} {...shared}>
      {many ? null : <option value="">{placeholder ?? 'Choose an option'}</option>}
      {groupsOf(element, viewer).map(({ label, options }) => {
        const items = options.map((o) => (
          <option key={o.value} value={o.value}>
            {plain(o.text)}
          </option>
        ));
        return label === '' ? items : <optgroup key={label} label={label} children={items} />;
      })}
    </select>
  );
}

function groupsOf(element: Element, { workspace, me }: Viewer): { label: string; options: Option[] }[] {
  const item = (value: string, text: string): Option => ({ value, text: { type: 'plain_text', text, emoji: false } });
  if (element.type.endsWith('users_select')) {
    return [
      {
        label: '',
        options: [...workspace.users.values()].filter((u) => !u.deleted).map((u) => item(u.id, u.real_name)),
      },
    ];
  }
  if (/(conversations|channels)_select$/.test(element.type)) {
    return [{ label: '', options: channelsOf(workspace, me).map((c) => item(c.id, `# ${c.name}`)) }];
  }
  if (Array.isArray(element['option_groups'])) {
    return (element['option_groups'] as { label: unknown; options: Option[] }[]).map((g) => ({
      label: plain(g.label),
      options: g.options,
    }));
  }
  return [{ label: '', options: Array.isArray(element['options']) ? (element['options'] as Option[]) : [] }];
}
