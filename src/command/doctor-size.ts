/** What doctor tells of the store's size: what is in it, how fast it grows, and whether there is room for what it will come to. */
import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from '../config';
import { openToRead, storePath } from '../store/database';
import { sizeOf } from '../store/size';
import { counted, number } from './alert-facts';
import type { Finding } from './doctor';

const DAY = 86_400_000;

export async function sizeFinding(
  { database, folder, retention }: Config,
  root: string,
  now: number,
): Promise<Finding> {
  const store = openToRead(database, folder, `${root}/migrations`);
  try {
    const { bytes, free, rows, growth } = sizeOf(store.connection, retention, now);
    const has = `${sizeInWords(bytes)} with ${counted(rows.events, 'event')}, ${number(rows.matches)} ${rows.matches === 1 ? 'match' : 'matches'}, ${counted(rows.alerts, 'alert')}`;
    const reuse = free > bytes / 10 ? `, ${sizeInWords(free)} of it free for new ones` : '';
    const what = 'size';
    if (!growth) return { ok: true, what, detail: `${has}${reuse}; too few events yet to say how it grows` };
    const { eventsADay, bytesADay, bytesInTheEnd } = growth;
    const daily = `${number(Math.round(eventsADay))} events and ${sizeInWords(bytesADay)} a day`;
    const end = `about ${sizeInWords(bytesInTheEnd)} at ${Math.round(retention.events / DAY)} days`;
    const detail = `${has}${reuse}; ${daily}, ${end}`;
    const { bavail, bsize } = statfsSync(dirname(storePath(database, folder)));
    const room = bavail * bsize;
    if (bytesInTheEnd - bytes < room) return { ok: true, what, detail };
    const advice = `only ${sizeInWords(room)} are free: make room, or shorten retention.events`;
    return { ok: false, what, detail: `${detail}; ${advice}` };
  } finally {
    await store.close();
  }
}

/** `3.1 GB`, `120 MB`. */
export function sizeInWords(bytes: number): string {
  const megabytes = bytes / 1024 / 1024;
  if (megabytes >= 1024) return `${(megabytes / 1024).toFixed(1)} GB`;
  return megabytes >= 10 ? `${Math.round(megabytes)} MB` : `${megabytes.toFixed(1)} MB`;
}
