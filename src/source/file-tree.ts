/** Which files are meant by the paths somebody typed: files as they are, folders walked, each in a stable order. */
import type { Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '../error';

/** A file to read, or why a path is not one. */
export interface FoundFile {
  readonly path: string;
  /** Bytes; 0 when it cannot be told, as for a pipe. */
  readonly size: number;
  /** Why it cannot be read. */
  readonly fault: string | undefined;
  /** Why it is passed over, without harm. */
  readonly note: string | undefined;
}

/** Standard input. */
export const STDIN = '-';

const READABLE = /\.(json|jsonl|ndjson|gz)$/i;
/** Folder and file names of CloudTrail's digests, which are signatures of log files and hold no events. */
const DIGEST = /CloudTrail-Digest/;

export async function filesIn(paths: readonly string[]): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = [];
  for (const path of paths) {
    if (path === STDIN) found.push(file(path));
    else await look(path, found);
  }
  return found;
}

async function look(path: string, found: FoundFile[]): Promise<void> {
  const stats = await statsOf(path, found);
  if (!stats) return;
  if (!stats.isDirectory()) {
    found.push(file(path, stats.isFile() ? stats.size : 0));
    return;
  }
  const before = found.length;
  await walk(path, new Set(), found);
  if (found.length === before) found.push(refused(path, 'is a folder without any .json, .jsonl, .ndjson or .gz file'));
}

/** `above` holds the real paths of the folders we are in, so that a link back to one of them is not followed. */
async function walk(folder: string, above: ReadonlySet<string>, found: FoundFile[]): Promise<void> {
  try {
    const real = await realpath(folder);
    if (above.has(real)) return;
    const within = new Set(above).add(real);
    const names = (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
    for (const name of names) {
      const path = join(folder, name);
      if (DIGEST.test(name)) {
        found.push({ ...file(path), note: 'holds digests of CloudTrail, not events: passed over' });
        continue;
      }
      const stats = await statsOf(path, READABLE.test(name) ? found : []);
      if (stats?.isDirectory()) await walk(path, within, found);
      else if (stats?.isFile() && READABLE.test(name)) found.push(file(path, stats.size));
    }
  } catch (error) {
    found.push(refused(folder, faultOf(error)));
  }
}

async function statsOf(path: string, found: FoundFile[]): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    found.push(refused(path, faultOf(error)));
    return undefined;
  }
}

function file(path: string, size = 0): FoundFile {
  return { path, size, fault: undefined, note: undefined };
}

function refused(path: string, fault: string): FoundFile {
  return { ...file(path), fault };
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'may not be read: permission denied',
  EPERM: 'may not be read: permission denied',
  EISDIR: 'is a folder',
  ELOOP: 'is a link that leads to itself',
  ENAMETOOLONG: 'is too long a name',
};

/** What an error of the file system means for the file. */
export function faultOf(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  return (typeof code === 'string' ? WORDS[code] : undefined) ?? `cannot be read: ${reasonOf(error)}`;
}
