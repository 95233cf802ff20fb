// The page's only script: hears that something changed, fetches the page again and puts in what differs; sends clicks, forms and
// messages, and shows while they are under way and when they failed. It makes no HTML of its own from anything in a message.
'use strict';

const here = document.body.dataset;
const query = `?as=${encodeURIComponent(here.as)}`;
const quiet = 60;

async function perform(deed) {
  try {
    const response = await fetch(`/do${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(deed),
    });
    return await response.json();
  } catch {
    return { ok: false, error: 'dispatch_failed' };
  }
}

// --- keeping the page up to date

let asked;
function refresh() {
  clearTimeout(asked);
  asked = setTimeout(async () => {
    const response = await fetch(location.href);
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
    for (const region of document.querySelectorAll('[data-region]')) {
      const next = fresh.getElementById(region.id);
      if (next) replaceRegion(region, next);
    }
    const lists = [...fresh.querySelectorAll('[data-keyed]')];
    document.querySelectorAll('[data-keyed]').forEach((list, index) => lists[index] && mergeList(list, lists[index]));
    document.title = fresh.title;
  }, quiet);
}

/** A list keeps the entries that did not change, with their focus and open menus, and stays at the bottom if it was there. */
function mergeList(list, next) {
  const atBottom = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const known = new Map([...list.children].map((child) => [child.dataset.key, child]));
  const wanted = [...next.children];
  const keys = new Set(wanted.map((child) => child.dataset.key));
  for (const [key, child] of known) if (!keys.has(key)) child.remove();
  wanted.forEach((child, index) => {
    const old = known.get(child.dataset.key);
    let placed = old;
    if (!old || sources.get(old) !== child.outerHTML) {
      placed = document.importNode(child, true);
      sources.set(placed, child.outerHTML);
      placed.classList.add(old ? 'changed' : 'new');
      if (old?.parentNode) old.replaceWith(placed);
    }
    if (list.children[index] !== placed) list.insertBefore(placed, list.children[index] ?? null);
  });
  if (atBottom) list.scrollTop = list.scrollHeight;
}

/** A region is replaced as a whole; what was entered in its fields is kept, as in Slack, where the field is still there. */
function replaceRegion(region, next) {
  if (sources.get(region) === next.outerHTML) return;
  const entered = region.dataset.view === next.dataset.view ? gather(region) : {};
  const focused = region.contains(document.activeElement) ? document.activeElement.name : undefined;
  const fresh = document.importNode(next, true);
  sources.set(fresh, next.outerHTML);
  region.replaceWith(fresh);
  fill(fresh, entered);
  const field =
    fresh.id === 'modals' &&
    fresh.querySelector(focused ? `[name="${CSS.escape(focused)}"]` : 'input, select, textarea');
  if (field) field.focus();
}

/** What the server sent for a node, as the node itself changes when people use it. */
const sources = new WeakMap();
for (const node of document.querySelectorAll('[data-region], [data-keyed] > *')) sources.set(node, node.outerHTML);

const live = new EventSource(`/live${query}`);
live.onopen = () => {
  here.live = 'yes';
  refresh();
};
live.onerror = () => delete here.live;
live.onmessage = ({ data }) => {
  const change = JSON.parse(data);
  if (change.user && change.user !== here.as) return;
  refresh();
  const { notify } = change;
  if (notify && change.author !== here.as && notify.members.includes(here.as)) showOnPhone(notify);
};

/** What a phone's lock screen would say. */
function showOnPhone({ title, text }) {
  const toast = document.createElement('div');
  toast.className = 'toast';
  const heading = document.createElement('b');
  heading.textContent = title;
  const words = document.createElement('span');
  words.textContent = text || '(no text: a phone would show nothing)';
  const note = document.createElement('small');
  note.textContent = 'what a phone shows';
  toast.append(heading, words, note);
  const phone = document.getElementById('phone');
  phone.append(toast);
  while (phone.children.length > 2) phone.firstChild.remove();
  setTimeout(() => toast.remove(), 7000);
}

// --- what people enter

function gather(root) {
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

function fill(root, values) {
  for (const field of root.querySelectorAll('[name^="["]')) {
    const [block, action] = JSON.parse(field.name);
    const value = values[block]?.[action];
    if (value === undefined) continue;
    if (field.type === 'checkbox' || field.type === 'radio') field.checked = [value].flat().includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = value.includes(option.value);
    else if (field.dataset.epoch === undefined) field.value = value;
  }
}

// --- what people press

const reasons = {
  operation_timeout: 'The app did not respond in time.',
  dispatch_failed: 'The app could not be reached.',
  not_configured: 'The app is not configured to handle this.',
};

async function send(element, value) {
  if (element.dataset.confirm && !(await confirmed(JSON.parse(element.dataset.confirm)))) return;
  const message = element.closest('[data-ts]');
  const view = element.closest('[data-view]');
  const holder = element.closest('.element') ?? element;
  holder.querySelector('.warning')?.remove();
  holder.classList.add('busy');
  const outcome = await perform({
    do: 'click',
    ...(view
      ? { viewId: view.dataset.view, values: gather(view) }
      : { channel: message.dataset.channel, ts: message.dataset.ts }),
    actionId: element.dataset.action,
    blockId: element.dataset.block,
    ...(value === undefined ? {} : { value }),
  });
  holder.classList.remove('busy');
  if (!outcome.ok) holder.append(warning(reasons[outcome.error] ?? outcome.error));
}

function warning(text) {
  const sign = document.createElement('span');
  sign.className = 'warning';
  sign.setAttribute('role', 'alert');
  sign.title = text;
  sign.textContent = `⚠ ${text}`;
  return sign;
}

function confirmed({ title, text, confirm, deny, style }) {
  const dialog = document.createElement('dialog');
  dialog.className = 'confirm';
  dialog.setAttribute('aria-label', title);
  const heading = document.createElement('h2');
  heading.textContent = title;
  const words = document.createElement('p');
  words.textContent = text;
  const buttons = document.createElement('footer');
  for (const [label, value] of [
    [deny, ''],
    [confirm, 'yes'],
  ]) {
    const button = document.createElement('button');
    button.className = `button ${value && (style === 'danger' ? 'danger' : 'primary')}`;
    button.textContent = label;
    button.onclick = () => dialog.close(value);
    buttons.append(button);
  }
  dialog.append(heading, words, buttons);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    };
  });
}

function closeMenus(except) {
  for (const button of document.querySelectorAll('[data-menu][aria-expanded="true"]')) {
    if (button === except) continue;
    button.setAttribute('aria-expanded', 'false');
    button.nextElementSibling.hidden = true;
  }
}

document.addEventListener('click', (event) => {
  const at = (selector) => event.target.closest(selector);
  const menu = at('[data-menu]');
  closeMenus(menu);
  if (menu) {
    const open = menu.getAttribute('aria-expanded') !== 'true';
    menu.setAttribute('aria-expanded', String(open));
    menu.nextElementSibling.hidden = !open;
    menu.nextElementSibling.classList.toggle('down', menu.getBoundingClientRect().top < 280);
    if (open) menu.nextElementSibling.querySelector('[role=menuitem]')?.focus();
    return;
  }
  const action = at('button[data-action]');
  if (action) {
    if (action.dataset.url) window.open(action.dataset.url, '_blank', 'noopener,noreferrer');
    void send(action, action.dataset.value);
    return;
  }
  const sidebar = at('[data-sidebar]');
  if (sidebar || !at('.sidebar')) showSidebar(sidebar ? !document.body.classList.contains('sidebar-open') : false);
  const dismiss = at('[data-dismiss]');
  if (dismiss) void perform({ do: 'dismiss', ts: dismiss.dataset.dismiss });
  const close = at('[data-close]');
  if (close) void closeModal(close.dataset.close === 'all');
  const insert = at('[data-insert]');
  if (insert) {
    const field = insert.closest('form').elements.text;
    field.value = insert.dataset.insert;
    field.focus();
    insert.parentElement.hidden = true;
  }
});

function showSidebar(open) {
  document.body.classList.toggle('sidebar-open', open);
  document.querySelector('[data-sidebar]')?.setAttribute('aria-expanded', String(open));
}

function closeModal(all) {
  const form = document.querySelector('#modals form');
  return form && perform({ do: 'close', viewId: form.dataset.view, all });
}

/** Choices outside an input block are sent at once; in one, only if it says so. */
document.addEventListener('change', (event) => {
  const holder = event.target.closest('[data-action]');
  if (!holder || !event.target.name) return;
  const [block, action] = JSON.parse(event.target.name);
  void send(holder, gather(holder)[block][action]);
});

document.addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.dataset.composer !== undefined) return write(form);
  for (const place of form.querySelectorAll('.error, .failure')) place.textContent = '';
  form.classList.add('busy');
  const outcome = await perform({ do: 'submit', viewId: form.dataset.view, values: gather(form) });
  form.classList.remove('busy');
  for (const [block, text] of Object.entries(outcome.errors ?? {})) {
    const place = form.querySelector(`[data-field="${CSS.escape(block)}"] .error`);
    if (place) place.textContent = text;
  }
  if (!outcome.ok && !outcome.errors)
    form.querySelector('.failure').textContent = `⚠ ${reasons[outcome.error] ?? outcome.error}`;
});

async function write(form) {
  const field = form.elements.text;
  const text = field.value.trim();
  if (!text) return;
  field.value = '';
  form.querySelector('.hints').hidden = true;
  form.classList.add('busy');
  const outcome = await perform({
    do: 'write',
    channel: here.channel,
    text,
    ...(form.dataset.thread ? { thread: form.dataset.thread } : {}),
  });
  form.classList.remove('busy');
  if (!outcome.ok && !reasons[outcome.error]) field.value = text;
}

document.addEventListener('input', (event) => {
  const form = event.target.closest('[data-composer]');
  if (!form) return;
  const text = event.target.value;
  let any = false;
  for (const hint of form.querySelectorAll('[data-insert]')) {
    hint.hidden = !hint.dataset.insert.startsWith(text);
    any ||= !hint.hidden;
  }
  form.querySelector('.hints').hidden = !(text.startsWith('/') && any);
});

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    const open = document.querySelector('[data-menu][aria-expanded="true"]');
    if (open) {
      closeMenus();
      open.focus();
    } else if (!document.querySelector('dialog[open]')) void closeModal(false);
  }
  if (event.key === 'Enter' && !event.shiftKey && event.target.closest('[data-composer]')) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
  const item = event.target.closest?.('[role=menuitem]');
  if (item && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    event.preventDefault();
    (event.key === 'ArrowDown' ? item.nextElementSibling : item.previousElementSibling)?.focus();
  }
});

for (const list of document.querySelectorAll('[data-keyed]')) list.scrollTop = list.scrollHeight;
if (here.channel === 'home') void perform({ do: 'home' });
