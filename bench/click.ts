/**
 * From a click to its answer: signed requests of the Acknowledge button to the real program in HTTP mode, with a million events in
 * its store, while it has nothing to do and while it reads without a pause in many regions. Slack waits three seconds.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sign } from '../demo/slack/app/http-mode';
import { ACTION } from '../src/notify/controls';
import { type Bot, CHANNEL, startBot } from './bot';
import { openStore, sizeOf, withStore } from './million';
import { dice } from './records';
import { number, printTable, quantile } from './timing';

const CLICKS = 100;
/** At once, as after a flood. */
const BURST = 200;
const GOAL = 50;
/** Milliseconds between two clicks, at most. */
const BETWEEN = 60;
const QUIET = ['us-east-1'];
/** Two look-ups a second in each, of fifty events: as fast as AWS lets anybody read. */
const BUSY = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'eu-central-1', 'eu-west-1', 'eu-west-2', 'eu-north-1'],
];

/** `npm run bench -- click [EVENTS|STORE]` */
export function benchClick([wanted]: readonly string[]): Promise<void> {
  return withStore(wanted, async (store) => {
    const before = sizeOf(store);
    const alerts = openAlerts(store);
    const idle = await clicked(await startBot({ store, http: true, regions: QUIET }), alerts.splice(0, CLICKS));
    const burst = await clicked(await startBot({ store, http: true, regions: QUIET }), alerts.splice(0, BURST), true);
    const { flood, url } = await startFlood();
    const held = eventsIn(store);
    const begun = performance.now();
    const busy = await clicked(
      await startBot({ store, http: true, regions: BUSY, cloudTrail: url, schedule: '* * * * * *' }),
      alerts.splice(0, CLICKS),
    ).finally(() => flood.kill());
    const rate = (eventsIn(store) - held) / ((performance.now() - begun) / 1000);
    const row = (label: string, times: readonly number[]): readonly string[] => [
      label,
      ...[0.5, 0.95, 0.99, 1].map((share) => quantile(times, share).toFixed(1)),
    ];
    printTable([
      ['click → HTTP 200, ms', 'p50', 'p95', 'p99', 'longest'],
      row('nothing else to do', idle),
      row('while it reads', busy),
      row(`${BURST} at once`, burst),
    ]);
    console.log(
      `\n${CLICKS} clicks each, one at a time, but for the last row; goal: p99 of at most ${GOAL} ms. ${before}; the second row while ${number(rate)} events a ` +
        `second were read in ${BUSY.length} regions.`,
    );
  });
}

/** Ids of alerts that wait for somebody. */
function openAlerts(store: string): string[] {
  const database = openStore(store);
  const sql = `SELECT id FROM alerts WHERE state = 'open' ORDER BY id LIMIT ${2 * CLICKS + BURST}`;
  const ids = database.connection.prepare(sql).pluck().all() as string[];
  void database.close();
  if (ids.length < 2 * CLICKS + BURST) throw new Error(`only ${ids.length} alerts of this store are open`);
  return ids;
}

function eventsIn(store: string): number {
  const database = openStore(store);
  const count = database.connection.prepare('SELECT count(*) FROM events').pluck().get() as number;
  void database.close();
  return count;
}

/** Milliseconds each took; ends the bot. */
async function clicked(bot: Bot, alerts: readonly string[], atOnce = false): Promise<readonly number[]> {
  const roll = dice(3);
  try {
    await sleep(3_000);
    if (atOnce) return await Promise.all(alerts.map((alert, index) => click(bot, alert, index)));
    const times: number[] = [];
    for (const [index, alert] of alerts.entries()) {
      await sleep(BETWEEN * roll());
      times.push(await click(bot, alert, index));
    }
    return times;
  } finally {
    await bot.close();
  }
}

/** Milliseconds it took. */
async function click({ slack, requestUrl }: Bot, alert: string, index: number): Promise<number> {
  const body = bodyOf(alert, index);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': sign(slack.signingSecret, timestamp, body),
  };
  const begun = performance.now();
  const response = await fetch(requestUrl, { method: 'POST', body, headers });
  await response.text();
  if (response.status !== 200) throw new Error(`a click was answered with ${response.status}`);
  return performance.now() - begun;
}

/** What Slack sends for the button below an alert, less the message itself. */
function bodyOf(alert: string, index: number): string {
  const ts = `${1_700_000_000 + index}.000100`;
  const payload = {
    type: 'block_actions',
    user: { id: 'U0ALICE', username: 'alice', name: 'alice', team_id: 'T0DEMO' },
    team: { id: 'T0DEMO', domain: 'demo' },
    is_enterprise_install: false,
    trigger_id: `${index}.1.1`,
    container: { type: 'message', message_ts: ts, channel_id: CHANNEL, is_ephemeral: false },
    channel: { id: CHANNEL, name: 'security' },
    message: { type: 'message', ts, text: 'An alert', blocks: [] },
    actions: [{ type: 'button', action_id: ACTION.acknowledge, block_id: 'actions', value: alert, action_ts: ts }],
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

async function startFlood(): Promise<{ readonly flood: ChildProcess; readonly url: string }> {
  const flood = spawn(process.execPath, [join(__dirname, 'flood.js')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(flood.stdout, 'data')) as [Buffer];
  return { flood, url: `http://127.0.0.1:${port.toString().trim()}` };
}
