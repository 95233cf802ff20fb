/**
 * Mark expected: a modal that proposes the narrow thing, shows with every change what it would mean, and saves once. Nothing wide
 * is saved that was not seen.
 */
import { createHash } from 'node:crypto';
import type { ModalView } from '@slack/web-api';
import type { Alert } from '../alert/alert';
import type { Expectation, Scope } from '../alert/expectation';
import { act } from '../alert/lifecycle';
import { expectedLine } from '../notify/lines';
import { mention, moment, mrkdwn } from '../notify/text';
import { alertById } from '../store/alerts';
import { type Made, saveExpectation, scopeKey } from '../store/expecting';
import { type Click, type Desk, type Told, GONE, alreadySo, refusal } from './desk';
import { type Choice, choiceFrom, firstChoice, scopeOf, titleOf, wrongWith, INPUT } from './expect-choice';
import { TITLE, expectForm } from './expect-form';
import { ownRefusal } from './expect-own';
import { askPreview, notes, previewWords, wideWords } from './expect-preview';
import { type Answered, type Clicked, type Screen, type Submitted, noticeView, openFilled } from './screen';

const DAY = 86_400_000;

/** What the modal carries of itself: its alert, a pattern whose input is hidden, and the scope whose preview was shown. */
interface Metadata {
  readonly alertId: string;
  readonly pattern: string;
  readonly seen: string;
}

export async function openExpect(desk: Desk, click: Click, trigger: string, screen: Screen): Promise<void> {
  await openFilled(screen, trigger, TITLE, async () => {
    const alert = await alertById(desk.database.reader, click.alertId);
    const words = alert ? await refusedFor(desk, click.user, alert) : GONE;
    return words || !alert ? noticeView(TITLE, words ?? GONE) : (await look(desk, alert, proposed(desk, alert))).view;
  });
}

/** An input was changed: the form again, with what was entered so far and what it means now. */
export async function changeExpect(desk: Desk, { user, view }: Clicked, screen: Screen): Promise<Told> {
  const metadata = view && metadataOf(view.metadata);
  const alert = metadata && (await alertById(desk.database.reader, metadata.alertId));
  if (!alert) return undefined;
  const refused = await refusedFor(desk, user, alert);
  if (refused) return refused;
  const before = proposed(desk, alert);
  const choice = choiceFrom(view.values, { ...before, pattern: metadata.pattern || before.pattern });
  await screen.update(view.id, (await look(desk, alert, choice)).view);
  return undefined;
}

export async function submitExpect(desk: Desk, { user, form }: Submitted): Promise<Answered> {
  const { alertId, pattern, seen } = metadataOf(form.metadata);
  const alert = await alertById(desk.database.reader, alertId);
  const refused = alert ? await refusal(desk, { user, alertId }, 'expect') : GONE;
  if (refused || !alert) return { view: noticeView(TITLE, refused ?? GONE) };
  const choice = choiceFrom(form.values, { ...proposed(desk, alert), pattern });
  const errors = wrongWith(alert, choice);
  if (Object.keys(errors).length > 0) return { errors };
  const { scope, wide, view } = await look(desk, alert, choice, true);
  const own = await ownRefusal(desk, user, alert, scope);
  if (own) return { view: noticeView(TITLE, own) };
  if (wide && seenOf(scope) !== seen) return { view };
  const made = await save(desk, alert, choice, scope, { user, viewId: form.id });
  return outcome(made, user);
}

/** Whoever may mark anything as expected, but for what they are asked about themselves. */
async function refusedFor(desk: Desk, user: string, alert: Alert): Promise<Told> {
  return (await refusal(desk, { user, alertId: alert.id }, 'expect')) ?? ownRefusal(desk, user, alert);
}

function proposed({ rules }: Desk, alert: Alert): Choice {
  const counts = rules.correlations.byId.get(alert.ruleId);
  return firstChoice(alert, counts?.groupBy.includes('sourceIPAddress') === true);
}

/** The form for a choice, and whether that is wide. */
async function look(
  desk: Desk,
  alert: Alert,
  choice: Choice,
  again = false,
): Promise<{ scope: Scope; wide: boolean; view: ModalView }> {
  const scope = scopeOf(alert, choice);
  const wrong = wrongWith(alert, choice)[INPUT.pattern];
  const preview = wrong === undefined ? await askPreview(desk, alert, scope) : undefined;
  const { group } = alert.content;
  const size = desk.rules.rules.filter((rule) => rule.group === group).length;
  const metadata: Metadata = { alertId: alert.id, pattern: choice.pattern, seen: preview ? seenOf(scope) : '' };
  const view = expectForm({
    alert,
    choice,
    group: group === undefined || size < 2 ? undefined : { name: group, size },
    accountName: alert.content.accountName,
    preview: preview ? previewWords(desk, scope, preview) : mrkdwn`${wrong ?? ''}`,
    notes: notes(desk, alert, scope),
    metadata: JSON.stringify(metadata),
    again,
  });
  return { scope, wide: preview !== undefined && wideWords(scope, preview).length > 0, view };
}

/** The same view saves once: its expectation's id is its own, however often it is submitted. */
function save(
  desk: Desk,
  alert: Alert,
  choice: Choice,
  scope: Scope,
  { user, viewId }: { readonly user: string; readonly viewId: string },
): Promise<Made> {
  const at = desk.clock.now();
  const wanted: Expectation = {
    ...scope,
    id: shortHash(`${viewId} ${alert.id}`),
    title: titleOf(alert, scope),
    reason: choice.reason,
    by: user,
    at,
    until: at + Number(choice.days) * DAY,
    remindedAt: undefined,
    endedAt: undefined,
    endedBy: undefined,
    alertId: alert.id,
    matched: 0,
    lastMatchedAt: undefined,
  };
  return saveExpectation(desk.database, wanted, (one, expectation) => {
    const resolved = act(one, 'resolve', { by: user, at, reason: `expected: ${choice.reason}` });
    const line = expectedLine({ ...expectation, by: user, reason: choice.reason }, at);
    return resolved.changed ? { ...resolved, line } : resolved;
  });
}

/** Nothing when all went as asked: the message shows it. */
function outcome({ expectation: { by, until }, saved, alert }: Made, user: string): Answered {
  if (alert === 'done before') return undefined;
  const asAsked = alert !== undefined && (alert.changed || alert.alert.stateBy === user);
  if (asAsked && saved) return undefined;
  const first = saved
    ? mrkdwn`Saved.`
    : mrkdwn`Nothing was saved: ${mention(by)} expects the very same until ${moment(until, '{date_short_pretty}')} already.`;
  const then = !alert
    ? mrkdwn`The alert itself is no longer in the store.`
    : alert.changed
      ? mrkdwn`The alert is resolved with your reason.`
      : mrkdwn`${alreadySo(alert.alert)}`;
  return { view: noticeView(TITLE, mrkdwn`${first} ${then}`) };
}

function seenOf(scope: Scope): string {
  return shortHash(scopeKey(scope));
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** The alert that a form is about, by its metadata. */
export function expectedAlert(metadata: string): string {
  return metadataOf(metadata).alertId;
}

/** As `look` wrote it. */
function metadataOf(text: string): Metadata {
  try {
    return JSON.parse(text) as Metadata;
  } catch {
    return { alertId: '', pattern: '', seen: '' };
  }
}
