/** App Home follows what changes while somebody may be looking, says nothing twice, and is in nobody's way where Slack refuses it. */
import { writeAlert } from '../../../src/store/alerts';
import { HOUR, MINUTE, alert } from '../../fixtures';
import { ALICE, BOB, type World, eventually, world } from '../../harness';
import { acting, stopped } from '../../pipeline/acting';
import { clickAtHome, home, openHome, publications, stored } from './at-home';

const WHILE = 10_000;
const ONE_LEFT = /Open alerts\* — 🔴 1 critical\n/;

let here: World;
afterEach(() => here.close());
const hand = acting(() => here);

const shows = (user: string, pattern: RegExp) => eventually(() => expect(home(here, user)).toMatch(pattern));

/** So long after the last time a home may change by itself. */
async function later(): Promise<void> {
  here.clock.advance(WHILE);
  await here.app.deliver();
}

async function withTwoAlerts(): Promise<void> {
  here = await world({ start: true });
  await hand.happens(stopped(-MINUTE), stopped(-MINUTE, { eventName: 'DeleteTrail' }));
}

test('what somebody else acknowledges shows, to each as it is theirs', async () => {
  await withTwoAlerts();
  await openHome(here, ALICE);
  await openHome(here, BOB);
  expect(home(here, ALICE)).toMatch(/Open alerts\* — 🔴 2 critical\n/);
  here.clock.advance(WHILE);
  await hand.acknowledge(BOB);
  await shows(ALICE, ONE_LEFT);
  await shows(BOB, /You acknowledged 1 alert/);
  expect(home(here, ALICE)).not.toMatch(/You acknowledged/);
});

test('what is read and what time brings about shows', async () => {
  await withTwoAlerts();
  await openHome(here, ALICE);
  here.clock.advance(WHILE);
  await hand.happens(stopped(0, { eventName: 'DeleteTrail', sourceIPAddress: '203.0.113.9', userIdentity: ROOT }));
  await shows(ALICE, /Open alerts\* — 🔴 3 critical\n/);
  here.clock.advance(WHILE);
  await hand.snooze(BOB, '15m');
  await shows(ALICE, /Snoozed\* — 1/);
  here.clock.advance(20 * MINUTE);
  await here.app.passTime();
  await eventually(() => expect(home(here, ALICE)).not.toMatch(/Snoozed/));
});

const ROOT = { type: 'Root', arn: 'arn:aws:iam::111122223333:root', accountId: '111122223333' };

test('nothing is published where nothing changed; Refresh is, with its time', async () => {
  await withTwoAlerts();
  await openHome(here, ALICE);
  for (let n = 0; n < 5; n++) {
    here.clock.advance(MINUTE);
    await here.app.tick();
    await here.app.deliver();
  }
  await clickAtHome(here, ALICE, 'trail.open/0', 'actions');
  await hand.acknowledge(BOB);
  await shows(ALICE, ONE_LEFT);
  expect(publications(here, ALICE)).toHaveLength(2);
  // Slack names the blocks that we do not.
  const blocks = () => (here.slack.home(ALICE)?.blocks ?? []).filter(({ type }) => type !== 'divider');
  const before = blocks();
  here.clock.advance(MINUTE);
  await clickAtHome(here, ALICE, 'home.refresh');
  await here.slack.until(() => publications(here, ALICE).length === 3);
  const changed = blocks().filter((block, n) => JSON.stringify(block) !== JSON.stringify(before[n]));
  expect(changed.map(({ block_id: id }) => id)).toEqual(['clock']);
});

test('at most once in ten seconds, and not after half an hour', async () => {
  await withTwoAlerts();
  await openHome(here, ALICE);
  for (let n = 0; n < 6; n++) {
    await stored(here, (trx) => writeAlert(trx, alert({ id: `n${n}`, fingerprint: `n${n}`, level: 'low' })));
    here.clock.advance(1000);
    await here.app.tick();
    await here.app.deliver();
  }
  const [first] = publications(here, ALICE);
  await later();
  await shows(ALICE, /🔵 6 low/);
  const times = publications(here, ALICE).map(({ time }) => time);
  expect(times.length).toBe(2);
  expect((times[1] ?? 0) - (first?.time ?? 0)).toBeGreaterThanOrEqual(WHILE);
  here.clock.advance(HOUR);
  await openHome(here, BOB);
  here.clock.advance(WHILE);
  await hand.acknowledge(BOB);
  await shows(BOB, /You acknowledged 1/);
  expect(publications(here, ALICE)).toHaveLength(2);
});

test('what Slack refuses is logged, holds up nothing, and is made good with the next change', async () => {
  await withTwoAlerts();
  here.slack.failNext('views.publish', 'internal_error');
  await openHome(here, ALICE);
  expect(here.slack.home(ALICE)).toBeUndefined();
  await eventually(() => expect(here.log.join('')).toMatch(/internal_error.*App Home was not published/));
  here.clock.advance(WHILE);
  await hand.acknowledge(BOB);
  await shows(ALICE, ONE_LEFT);
  await eventually(() => expect(hand.words()).toMatch(/\*Acknowledged\* by <@U0BOB>/));
});

test('Slack says wait, and is left alone for so long', async () => {
  await withTwoAlerts();
  await openHome(here, ALICE);
  here.clock.advance(WHILE);
  here.slack.failNext('views.publish', { error: 'ratelimited', retryAfter: 90 });
  await hand.acknowledge(BOB);
  await eventually(() => expect(here.log.join('')).toMatch(/App Home was not published/));
  for (let n = 0; n < 4; n++) {
    here.clock.advance(20_000);
    await here.app.tick();
    await here.app.deliver();
  }
  expect(publications(here, ALICE)).toHaveLength(2);
  await later();
  await shows(ALICE, ONE_LEFT);
});

test('someone whose home is always refused is left alone', async () => {
  await withTwoAlerts();
  here.slack.failNext('views.publish', { error: 'user_not_found', times: 3 });
  for (let n = 0; n < 3; n++) await openHome(here, ALICE);
  await openHome(here, BOB);
  here.clock.advance(WHILE);
  await hand.acknowledge(BOB);
  await shows(BOB, /You acknowledged/);
  expect(publications(here, ALICE)).toHaveLength(3);
});

test('fifty people at once, within what Slack takes', async () => {
  const person = (id: string) => ({ id, name: id.toLowerCase(), real_name: id });
  const people = Array.from({ length: 52 }, (_, n) => person(`U0P${n}`));
  const users = [person(ALICE), person(BOB), ...people];
  here = await world({ start: true, slack: { users, rateLimits: true } });
  await hand.happens(stopped(-MINUTE));
  for (const { id } of people) await openHome(here, id);
  here.clock.advance(WHILE);
  await hand.acknowledge(BOB);
  const follows = () => people.filter(({ id }) => publications(here, id).length > 1).length;
  for (let seconds = 0; seconds < 120; seconds++) {
    here.clock.advance(1000);
    await here.app.deliver();
  }
  await eventually(() => expect(follows()).toBe(50));
  expect(publications(here, 'U0P0')).toHaveLength(1);
  expect(home(here, 'U0P51')).toMatch(/Open alerts\* — none/);
  const refused = here.slack.calls.filter(({ method, error }) => method === 'views.publish' && error !== undefined);
  expect(refused).toEqual([]);
});

test('a stop waits for what is under way, and publishes nothing any more', async () => {
  await withTwoAlerts();
  await openHome(here, ALICE);
  here.slack.failNext('views.publish', { delay: 200 });
  await clickAtHome(here, ALICE, 'home.refresh');
  await here.app.stop();
  expect(publications(here, ALICE)).toHaveLength(2);
  expect(publications(here, ALICE).map(({ error }) => error)).toEqual([undefined, undefined]);
  expect(here.log.join('')).not.toMatch(/App Home was not published/);
});
