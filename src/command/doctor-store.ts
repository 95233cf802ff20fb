/** What doctor looks at in the store, beside a bot that may be working with it: nothing is made, migrated, locked or written. */
import { constants, accessSync, existsSync, statSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '../clock';
import type { Config } from '../config';
import { reasonOf } from '../error';
import { LIMITS } from '../operate/health';
import { forMinutes } from '../operate/words';
import { openToRead, storePath } from '../store/database';
import { holderOf } from '../store/lock';
import { readMigrations } from '../store/migrate';
import { lastWatched, waitingMessages, watermarks } from '../store/operations';
import type { Finding } from './doctor';
import { sizeFinding } from './doctor-size';

const GIGABYTE = 1024 ** 3;

export async function* storeFindings(config: Config, root: string, clock: Clock): AsyncIterable<Finding> {
  try {
    const path = storePath(config.database, config.folder);
    yield existsSync(path) ? await state(config, root) : none(path);
    yield room(path);
    if (!existsSync(path)) return;
    const holder = holderOf(path);
    const detail = holder === undefined ? 'no bot is running with this store' : `in use by ${holder}`;
    yield { ok: true, what: 'bot', detail };
    yield* health(config, root, clock, holder !== undefined);
  } catch (error) {
    yield { ok: false, what: 'database', detail: reasonOf(error) };
  }
}

function none(path: string): Finding {
  let folder = dirname(path);
  while (!existsSync(folder)) folder = dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
    return { ok: true, what: 'database', detail: `${path} will be made at the first start` };
  } catch {
    const detail = `${path} cannot be made: let the bot's user write into ${folder}, or name another place with DATABASE_URL`;
    return { ok: false, what: 'database', detail };
  }
}

async function state(config: Config, root: string): Promise<Finding> {
  const store = openToRead(config.database, config.folder, `${root}/migrations`, true);
  try {
    const [found, known] = [store.schema, readMigrations(`${root}/migrations`).at(-1)?.version ?? 0];
    const problem = store.connection.pragma('quick_check(1)', { simple: true });
    if (problem !== 'ok') {
      const detail = `the store is damaged (${String(problem)}): stop the bot and restore a backup, see docs/operations.md`;
      return { ok: false, what: 'database', detail };
    }
    const schema = found < known ? `schema ${found}, brought to ${known} at the next start` : `schema ${found}`;
    if (found <= known) return { ok: true, what: 'database', detail: `${config.database}, ${schema}` };
    const detail = `schema ${found} is newer than this program's ${known}: use the newer version`;
    return { ok: false, what: 'database', detail };
  } finally {
    await store.close();
  }
}

/** An upgrade keeps a copy, and a backup beside it is another: there should be room for both. */
function room(path: string): Finding {
  let folder = dirname(path);
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const size = existsSync(path) ? statSync(path).size : 0;
  const words = `${(free / GIGABYTE).toFixed(1)} GB free, the store has ${(size / GIGABYTE).toFixed(1)} GB`;
  const ok = free > Math.max(2 * size, GIGABYTE / 4);
  return { ok, what: 'disk', detail: ok ? words : `${words}: make room for twice the store` };
}

async function* health(config: Config, root: string, clock: Clock, isRunning: boolean): AsyncIterable<Finding> {
  const store = openToRead(config.database, config.folder, `${root}/migrations`, true);
  try {
    if (store.schema !== readMigrations(`${root}/migrations`).at(-1)?.version) return;
    const now = clock.now();
    const watched = await lastWatched(store.reader);
    if (watched !== undefined && !isRunning) {
      yield { ok: true, what: 'bot', detail: `it watched last ${new Date(watched).toISOString()}` };
    }
    yield await sizeFinding(config, root, now);
    const { messages, oldest } = await waitingMessages(store.reader);
    if (oldest === undefined) yield { ok: true, what: 'outbox', detail: 'nothing is owed' };
    else {
      const age = now - oldest.at;
      const reason = oldest.reason === undefined ? '' : `, Slack's last answer: ${oldest.reason}`;
      const detail = `${messages} owed, the oldest to ${oldest.channel} ${forMinutes(age)}${reason}`;
      yield { ok: age <= LIMITS.owed, what: 'outbox', detail };
    }
    yield* late(await watermarks(store.reader), now, isRunning);
  } finally {
    await store.close();
  }
}

type Watermark = Awaited<ReturnType<typeof watermarks>>[number];

/** A line an account: how late its changes are at worst. While no bot runs, being late is no finding. */
function* late(lanes: readonly Watermark[], now: number, isRunning: boolean): Iterable<Finding> {
  const changes = lanes.filter(({ kind }) => kind === 'changes');
  for (const account of new Set(changes.map((lane) => lane.account))) {
    const its = changes.filter((lane) => lane.account === account);
    const [worst] = [...its].sort((a, b) => a.completeUntil - b.completeUntil);
    if (worst === undefined) continue;
    const age = now - worst.completeUntil;
    const until = `read up to ${new Date(worst.completeUntil).toISOString()} in ${its.length} regions`;
    const ok = !isRunning || age <= LIMITS.behind;
    const detail = ok ? until : `${until}, the latest is ${worst.region}: see the log, and this account below`;
    yield { ok, what: `read ${account}`, detail };
  }
}
