// What people enter into the fields of a message or view: gathered as block_id › action_id › value for the app, and put back when the
// page replaces the fields.

export function gather(root) {
  const values = {};
  for (const field of root.querySelectorAll('[name^="["]')) {
    const [block, action] = JSON.parse(field.name);
    const of = (values[block] ??= {});
    if (field.type === 'checkbox') of[action] = [...(of[action] ?? []), ...(field.checked ? [field.value] : [])];
    else if (field.type === 'radio') of[action] = field.checked ? field.value : (of[action] ?? '');
    else if (field.multiple) of[action] = [...field.selectedOptions].map((o) => o.value);
    else if (field.dataset.epoch !== undefined)
      of[action] = field.value ? String(Math.floor(new Date(`${field.value}Z`) / 1000)) : '';
    else of[action] = field.value;
  }
  return values;
}

/** An option that is no longer offered leaves the field as the app drew it. */
export function fill(root, values) {
  for (const field of root.querySelectorAll('[name^="["]')) {
    const [block, action] = JSON.parse(field.name);
    const value = values[block]?.[action];
    if (value === undefined) continue;
    if (field.type === 'checkbox' || field.type === 'radio') field.checked = [value].flat().includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = value.includes(option.value);
    else if (field.options) field.value = [...field.options].some((o) => o.value === value) ? value : field.value;
    else if (field.dataset.epoch === undefined) field.value = value;
    else if (value) field.value = new Date(value * 1000).toISOString().slice(0, 16);
  }
}

/** Where the person is within a region, as something that can be found again in its replacement. */
export function placeIn(region) {
  const at = region.contains(document.activeElement) ? document.activeElement : undefined;
  const { name, dataset } = at ?? { dataset: {} };
  const caret = at && 'selectionStart' in at ? [at.selectionStart, at.selectionEnd] : undefined;
  const scrolled = region.querySelector('.content')?.scrollTop ?? region.scrollTop;
  const found = (root) => {
    const same = (node) =>
      name ? node.name === name && (node.type !== 'radio' || node.value === at.value) : matches(node, dataset);
    return at && [...root.querySelectorAll('input, select, textarea, button')].find(same);
  };
  return (root) => {
    (root.querySelector('.content') ?? root).scrollTop = scrolled;
    const again = found(root);
    again?.focus({ preventScroll: true });
    if (again && caret?.[0] != null) again.setSelectionRange(...caret);
    return again;
  };
}

const matches = (node, { action, block }) =>
  action !== undefined && node.dataset.action === action && node.dataset.block === block;
