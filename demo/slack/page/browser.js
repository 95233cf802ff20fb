// What people press and write: sends clicks, choices, forms, shortcuts and messages, and shows while they are under way and when they
// failed. The answers come as changes of the page.
import { gather } from './fields.js';
import './live.js';

const here = document.body.dataset;
const query = `?as=${encodeURIComponent(here.as)}`;

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

const typingPause = 400;

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
      : { channel: message.dataset.channel, ts: message.dataset.ts, values: gather(message) }),
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
  const tool = at('[data-shortcut], [data-delete]');
  if (tool) return void use(tool);
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
    closeMenus();
    field.form.querySelector('.hints').hidden = true;
  }
});

/** A shortcut on a message or anywhere, or the deletion of a message. */
async function use(tool) {
  if (tool.dataset.confirm && !(await confirmed(JSON.parse(tool.dataset.confirm)))) return;
  const { channel, ts } = tool.closest('[data-ts]')?.dataset ?? {};
  const callbackId = tool.dataset.shortcut;
  const outcome = await perform(
    callbackId ? { do: 'shortcut', callbackId, channel, ts } : { do: 'delete', channel, ts },
  );
  if (!outcome.ok) tool.closest('.message, .composer')?.append(warning(reasons[outcome.error] ?? outcome.error));
}

function showSidebar(open) {
  document.body.classList.toggle('sidebar-open', open);
  document.querySelector('[data-sidebar]')?.setAttribute('aria-expanded', String(open));
}

function closeModal(all) {
  const form = document.querySelector('#modals form');
  return form && perform({ do: 'close', viewId: form.dataset.view, all });
}

/** Choices outside an input block are sent at once; in one, only if it says so. Text waits for Enter, or for a pause in typing. */
function dispatch(field) {
  const holder = field.closest('[data-action]');
  const [block, action] = JSON.parse(field.name);
  clearTimeout(pauses.get(holder));
  void send(holder, gather(holder)[block][action]);
}

const pauses = new WeakMap();
const wants = (field, on) =>
  field.name?.startsWith('[') && (field.closest('[data-action]')?.dataset.on ?? 'change').split(' ').includes(on);

document.addEventListener('change', ({ target }) => {
  if (target.closest('[data-action]') && wants(target, 'change')) dispatch(target);
});

document.addEventListener('input', ({ target }) => {
  const holder = target.closest('[data-action]');
  if (!holder || !wants(target, 'type')) return;
  clearTimeout(pauses.get(holder));
  pauses.set(holder, setTimeout(dispatch, typingPause, target));
});

document.addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.dataset.composer !== undefined) return write(form);
  for (const place of form.querySelectorAll('.error, .failure')) place.textContent = '';
  form.classList.add('busy');
  const outcome = await perform({ do: 'submit', viewId: form.dataset.view, values: gather(form) });
  form.classList.remove('busy');
  let first;
  for (const [block, text] of Object.entries(outcome.errors ?? {})) {
    const field = form.querySelector(`[data-field="${CSS.escape(block)}"]`);
    if (!field) continue;
    field.querySelector('.error').textContent = text;
    first ??= field;
  }
  first?.scrollIntoView({ block: 'nearest' });
  first?.querySelector('input, select, textarea')?.focus({ preventScroll: true });
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
  if (event.key === 'Enter' && !event.shiftKey && event.target.closest('[data-on]') && wants(event.target, 'enter')) {
    event.preventDefault();
    dispatch(event.target);
  }
  if (event.key === 'Enter' && !event.shiftKey && event.target.closest('textarea')?.form.matches('[data-composer]')) {
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
