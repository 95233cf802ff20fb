// Keeps the page up to date: hears that something changed, fetches the page again, and puts in what differs. It makes no HTML of its
// own from anything in a message.
import { fill, gather, placeIn } from './fields.js';

const here = document.body.dataset;
const quiet = 60;

let asked;
function refresh() {
  clearTimeout(asked);
  asked = setTimeout(async () => {
    const response = await fetch(location.href);
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
    if (fresh.body.dataset.thread !== here.thread) return location.reload();
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
      if (old?.textContent !== placed.textContent) placed.classList.add(old ? 'changed' : 'new');
      if (old?.parentNode) {
        keepMenus(old, placed);
        old.replaceWith(placed);
      }
    }
    if (list.children[index] !== placed) list.insertBefore(placed, list.children[index] ?? null);
  });
  if (atBottom) list.scrollTop = list.scrollHeight;
}

/**
 * A region is replaced as a whole, a view only by another or a newer one; what was entered in its fields is kept, as in Slack, where
 * the field is still there.
 */
function replaceRegion(region, next) {
  const same = region.dataset.view === next.dataset.view;
  if (same && region.dataset.hash && region.dataset.hash === next.dataset.hash) return;
  if (sources.get(region) === next.outerHTML) return;
  const entered = same ? gather(region) : {};
  const back = placeIn(region);
  const fresh = document.importNode(next, true);
  sources.set(fresh, next.outerHTML);
  keepMenus(region, fresh);
  region.replaceWith(fresh);
  fill(fresh, entered);
  if (same) back(fresh);
  else if (fresh.id === 'modals') fresh.querySelector('input, select, textarea, [data-close]')?.focus();
}

/** A menu somebody is choosing from stays open. */
function keepMenus(old, fresh) {
  const menus = fresh.querySelectorAll('[data-menu]');
  old.querySelectorAll('[data-menu]').forEach((button, index) => {
    if (button.getAttribute('aria-expanded') !== 'true' || !menus[index]) return;
    menus[index].setAttribute('aria-expanded', 'true');
    menus[index].nextElementSibling.hidden = false;
    menus[index].nextElementSibling.className = button.nextElementSibling.className;
  });
}

/** What the server sent for a node, as the node itself changes when people use it. */
const sources = new WeakMap();
for (const node of document.querySelectorAll('[data-region], [data-keyed] > *')) sources.set(node, node.outerHTML);

const live = new EventSource(`/live?as=${encodeURIComponent(here.as)}`);
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
