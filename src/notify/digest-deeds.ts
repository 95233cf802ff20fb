/**
 * The sections of a digest in which there is something to do about each row: what ends, what matched nothing, what is snoozed, what
 * runs in staging, what could be tuned.
 */
import type { Button } from '@slack/web-api';
import type { StagedRule } from '../alert/digest-facts';
import type { Proposal } from '../alert/proposal';
import { counted, number } from './charts';
import { ACTION } from './controls';
import { type MakeSection, deeds, happened, inShort, principalInShort } from './digest-rows';
import { some } from './digest-words';
import { type Mrkdwn, code, cut, mention, moment, mrkdwn, prose } from './text';

/** Action ids, shared with `act`. */
export const DIGEST = {
  extend: 'digest.extend',
  remove: 'digest.remove',
  wake: 'digest.wake',
  goLive: 'digest.go-live',
} as const;

const DATE = '{date_short_pretty}';
const TIME = '{date_short_pretty} at {time}';

export const ending: MakeSection = ({ ending: { rows, total } }) =>
  deeds('expectations about to end', mrkdwn`*Expectations about to end*, then they alert again`, rows, total, (one) => {
    const kept = one.matched === 0 ? 'has kept nothing quiet' : `kept ${some(one.matched, 'match')} quiet`;
    const words = mrkdwn`⏳ ${inShort(one)} · until ${moment(one.until, TIME)} · ${kept}`;
    return [words, button('Extend 30 days', DIGEST.extend, `${one.id} ${one.until}`)];
  });

/** Whoever made one is called by name: it is theirs to remove. */
export const stale: MakeSection = ({ stale: { rows, total } }) =>
  deeds('expectations without a match', mrkdwn`*Expectations that matched nothing for 30 days*`, rows, total, (one) => {
    const words = mrkdwn`🕸️ ${inShort(one)} · by ${mention(one.by)}, until ${moment(one.until, DATE)}`;
    return [words, button('Remove', DIGEST.remove, one.id)];
  });

export const snoozed: MakeSection = ({ snoozed: { rows, total } }) =>
  deeds('snoozed', mrkdwn`*Snoozed*, the soonest end first`, rows, total, (one) => {
    const came = one.counted === 0 ? 'nothing came' : `${some(one.counted, 'match')} came`;
    const words = mrkdwn`💤 ${happened(one)} · until ${moment(one.until, TIME)} · ${came}`;
    return [words, button('Wake now', DIGEST.wake, one.id)];
  });

export const staging: MakeSection = ({ id, staged }) =>
  deeds(
    'rules in staging',
    mrkdwn`*Rules in staging*: silent until somebody lets them speak`,
    staged,
    staged.length,
    (one) => [
      mrkdwn`🧪 *${prose(cut(one.title, 80))}* · ${wouldHavePosted(one)}`,
      {
        ...button('Go live', DIGEST.goLive, `${id} ${one.ruleId}`),
        confirm: {
          title: { type: 'plain_text', text: 'Go live' },
          text: { type: 'plain_text', text: 'From now on what this rule matches is posted.' },
          confirm: { type: 'plain_text', text: 'Go live' },
          deny: { type: 'plain_text', text: 'Cancel' },
        },
      },
    ],
  );

function wouldHavePosted({ matches, principals, alerts, expected }: StagedRule): string {
  if (matches === 0) return 'matched nothing';
  const met = `${some(matches, 'match')} by ${some(principals, 'principal')}`;
  const kept = expected === 0 ? '' : `, ${number(expected)} of them expected`;
  return `${met}${kept}; would have posted ${alerts.length === 0 ? 'nothing' : `${counted(alerts)}`}`;
}

export const tuning: MakeSection = ({ proposals }) =>
  deeds('tuning', mrkdwn`*Tuning*: what the numbers propose`, proposals, proposals.length, (one) => [
    mrkdwn`🎚️ *${prose(cut(one.title, 80))}* · ${evidence(one)}`,
    one.kind === 'expect' ? button('Mark expected', ACTION.expect, one.alertId) : undefined,
  ]);

function evidence(one: Proposal): Mrkdwn {
  const of = `${some(one.matches, 'match')} in ${some(one.alerts, 'alert')}`;
  if (one.kind === 'expect') {
    return mrkdwn`${of}, 0 acknowledged, ${one.share} % by ${principalInShort(one.principal)}. Is that expected?`;
  }
  const quietened = `${number(one.expected)} marked as expected, ${number(one.snoozed)} snoozed, 0 acknowledged`;
  return mrkdwn`${of}: ${quietened}. Lower its level in ${code('rules.levels')}? Its id is ${code(cut(one.ruleId, 60))}`;
}

function button(label: string, actionId: string, value: string): Button {
  return { type: 'button', action_id: actionId, text: { type: 'plain_text', text: label }, value };
}
