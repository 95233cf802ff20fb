/** What people can do with a list of alerts: acknowledge what it shows, or have one shown whole. */
import type { ActionsBlock, Button, PlainTextOption, StaticSelect } from '@slack/web-api';
import type { Alert } from '../alert/alert';
import { type Batch, numberOf, openIn } from './batch';
import { cut, plain, spoken } from './text';

/** Action ids, shared with `act`. */
export const BATCH = { acknowledge: 'batch.acknowledge', show: 'batch.show' } as const;

/** `length` is how many characters of an alert a choice shows. */
export function batchControls(batch: Batch, length: number): ActionsBlock {
  const open = openIn(batch);
  const elements: ActionsBlock['elements'] = [];
  if (open.length > 0) elements.push(acknowledge(open));
  elements.push(show(batch, length));
  // A new id with each version, as under an alert: Slack's clients keep what was chosen under an id.
  return { type: 'actions', block_id: `batch.${batch.id}.${batch.version}`, elements };
}

/** The button carries what it was pressed for: alerts that the list did not show yet are not acknowledged unseen. */
function acknowledge(open: readonly Alert[]): Button {
  const label = open.length === 1 ? 'Acknowledge' : `Acknowledge all ${open.length}`;
  const words = open.length === 1 ? 'this alert' : `these ${open.length} alerts`;
  return {
    type: 'button',
    style: 'primary',
    action_id: BATCH.acknowledge,
    text: { type: 'plain_text', text: label },
    value: open.map(({ id }) => id).join(' '),
    ...(open.length === 1 ? {} : { confirm: confirmation(words) }),
  };
}

function confirmation(words: string): NonNullable<Button['confirm']> {
  return {
    title: { type: 'plain_text', text: 'Acknowledge all' },
    text: { type: 'plain_text', text: `You take ${words}: nobody else will be called for them.` },
    confirm: { type: 'plain_text', text: 'Acknowledge' },
    deny: { type: 'plain_text', text: 'Cancel' },
  };
}

function show(batch: Batch, length: number): StaticSelect {
  const options = batch.alerts.map((alert, at): PlainTextOption => {
    // Nothing in a plain text is live; that Slack reads it so need not be relied on.
    const what = plain(spoken(alert.content.what)).replace(/[<>]/g, (bracket) => (bracket === '<' ? '‹' : '›'));
    const label = cut(`${numberOf(batch, at)}. ${what}`, length);
    return { text: { type: 'plain_text', text: label }, value: alert.id };
  });
  return {
    type: 'static_select',
    action_id: BATCH.show,
    placeholder: { type: 'plain_text', text: 'Show one…' },
    options,
  };
}
