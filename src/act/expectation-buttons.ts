/**
 * Extend and Remove, wherever an expectation is listed. The store decides who was first; a reminder that was clicked shows the
 * outcome in its place, and whoever comes second is told privately.
 */
import { type Expectation, isActive } from '../alert/expectation';
import { settled, standing } from '../notify/expected';
import { type Mrkdwn, mention, moment, mrkdwn } from '../notify/text';
import { alertById } from '../store/alerts';
import { expectationById } from '../store/expectations';
import { type Ended, endExpectation, extendExpectation, lastDeedOn } from '../store/expecting';
import { type Desk, type Told, refusal } from './desk';
import { ownRefusal } from './expect-own';
import type { Clicked, Screen } from './screen';

const DAY = 86_400_000;

/** One extension, and how far ahead of now it may reach: nothing is expected for ever. */
const EXTENSION = 30 * DAY;
const FARTHEST = 90 * DAY;

/** Somebody acts on an expectation. */
export interface Handled {
  readonly user: string;
  readonly id: string;
}

/** What to say to the person, and how the expectation stands now; undefined when nothing may be shown. */
export interface Outcome {
  readonly told: Told;
  readonly now: Expectation | undefined;
}

/** The button's value is the id and the end that was seen, in milliseconds. */
export async function clickExtend(desk: Desk, { user, value, ...clicked }: Clicked, screen: Screen): Promise<Told> {
  const [id = '', seen = ''] = value.split(' ');
  return shown(desk, clicked, screen, await extend(desk, { user, id }, Number(seen)));
}

export async function clickRemove(desk: Desk, { user, value: id, ...clicked }: Clicked, screen: Screen): Promise<Told> {
  return shown(desk, clicked, screen, await remove(desk, { user, id }));
}

/** Extends by 30 days from the end that was seen. */
export async function extend(desk: Desk, { user, id }: Handled, seen: number): Promise<Outcome> {
  const refused = (await refusedFor(desk, { user, id })) ?? (await refusedOwn(desk, { user, id }));
  if (refused) return { told: refused, now: undefined };
  const at = desk.clock.now();
  const until = Math.min(seen + EXTENSION, at + FARTHEST);
  const ended = await extendExpectation(desk.database, { id, by: user, at, seen, until });
  if (ended && !ended.changed && isActive(ended.expectation, at) && ended.expectation.until === seen) {
    const told = mrkdwn`Not extended: an expectation may reach ${FARTHEST / DAY} days ahead at most.`;
    return { told, now: ended.expectation };
  }
  return outcome(desk, ended, user);
}

export async function remove(desk: Desk, { user, id }: Handled): Promise<Outcome> {
  const refused = await refusedFor(desk, { user, id });
  if (refused) return { told: refused, now: undefined };
  return outcome(desk, await endExpectation(desk.database, { id, by: user, at: desk.clock.now() }), user);
}

const GONE = mrkdwn`This expectation is no longer in the store, so there is nothing to change.`;

/** One's own needs `expect`; what somebody else decided needs `override` too. */
async function refusedFor(desk: Desk, { user, id }: Handled): Promise<Told> {
  const expectation = await expectationById(desk.database.reader, id);
  if (!expectation) return GONE;
  const click = { user, alertId: expectation.alertId ?? '' };
  const theirs = expectation.by !== user;
  return (await refusal(desk, click, 'expect')) ?? (theirs ? await refusal(desk, click, 'override') : undefined);
}

/** Nobody stays out of being asked by themselves either. */
async function refusedOwn(desk: Desk, { user, id }: Handled): Promise<Told> {
  const expectation = await expectationById(desk.database.reader, id);
  const alert = expectation?.alertId && (await alertById(desk.database.reader, expectation.alertId));
  return alert ? ownRefusal(desk, user, alert, expectation) : undefined;
}

/** Who comes second is told who was first; a double click of one's own needs no words. */
async function outcome(desk: Desk, ended: Ended | undefined, user: string): Promise<Outcome> {
  if (!ended) return { told: GONE, now: undefined };
  const { expectation: now, changed } = ended;
  if (changed) return { told: undefined, now };
  const deed = await lastDeedOn(desk.database.reader, now.id);
  if (deed?.actor === user) return { told: undefined, now };
  return { told: mrkdwn`Nothing to do. ${await howItStands(desk, now)}`, now };
}

/** Such as "Extended by … until …": the last that was done to it, or its end. */
async function howItStands(desk: Desk, expectation: Expectation): Promise<Mrkdwn> {
  const at = desk.clock.now();
  const deed = await lastDeedOn(desk.database.reader, expectation.id);
  if (deed?.action !== 'extend' || !isActive(expectation, at)) return standing(expectation, at);
  return mrkdwn`Extended by ${mention(deed.actor)} until ${moment(expectation.until, '{date_short_pretty}')}`;
}

/** The message the click came from shows how things stand; where it cannot, the person is told instead. */
async function shown(
  desk: Desk,
  { channel, message }: Pick<Clicked, 'channel' | 'message'>,
  screen: Screen,
  { told, now }: Outcome,
): Promise<Told> {
  if (!now || channel === undefined || message === undefined) return told;
  const active = isActive(now, desk.clock.now());
  const stands = await howItStands(desk, now);
  const words = active ? mrkdwn`🤝 *${stands}*` : mrkdwn`🔔 *${stands}*, so it alerts again`;
  try {
    await screen.edit(channel, message, settled(now, words, !active));
    return told;
  } catch {
    return told ?? mrkdwn`Done. ${stands}. Slack did not take the change of this message.`;
  }
}
