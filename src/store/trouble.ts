/**
 * What can be wrong with the store's file, in words: what it is and what to do. SQLite's and the system's codes are told apart
 * here, once; everywhere else it is an AppError whose message is for the operator.
 */
import { AppError } from '../error';

/** Its `code` begins with `store_`. Never permanent: disks are emptied and locks released, and the next attempt may succeed. */
export class StoreError extends AppError {
  constructor(
    code: string,
    readonly what: string,
    readonly doNext: string,
    cause: Error,
  ) {
    super(code, `${what}: ${cause.message} (${doNext})`, { permanent: false, cause });
    this.name = 'StoreError';
  }
}

const RESTORE = 'stop the bot, keep the file for a look at it, and restore a backup: docs/operations.md tells how';

/** The first that applies wins. */
const TROUBLES: readonly (readonly [codes: RegExp, code: string, what: string, doNext: string])[] = [
  [
    /^(SQLITE_FULL|ENOSPC|EDQUOT)/,
    'store_full',
    'the disk is full',
    'make room; what was not saved was not acknowledged and will be read again',
  ],
  [
    /^SQLITE_(BUSY|LOCKED)/,
    'store_busy',
    'another program holds a lock on the store',
    'close it: a SQLite shell, a copy under way, or another bot',
  ],
  [
    /^(SQLITE_READONLY|SQLITE_PERM|EROFS|EACCES|EPERM)/,
    'store_read_only',
    'the store cannot be written',
    'check owner and mode of the file and its folder, and that the disk is not mounted read-only',
  ],
  [/^SQLITE_(CORRUPT|NOTADB)/, 'store_damaged', 'the store is damaged', RESTORE],
  [
    /^(SQLITE_CANTOPEN|EISDIR|ENOTDIR|ENOENT)/,
    'store_unopened',
    'the store cannot be opened',
    'check that DATABASE_URL names a file in a folder that exists and is writable',
  ],
  [/^(SQLITE_IOERR|EIO)/, 'store_disk', 'the disk failed', "look at the disk's health and the system's log"],
];

/** A trouble with the file as a StoreError; anything else as it was thrown. */
export function wordedStoreError(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (!(error instanceof Error) && !isErrorLike(error)) return error;
  const known = typeof code === 'string' ? TROUBLES.find(([codes]) => codes.test(code)) : undefined;
  if (known === undefined) return error;
  const [, name, what, doNext] = known;
  return new StoreError(name, what, doNext, error);
}

/** The file was read and is not what it should be. */
export function damaged(problem: string): StoreError {
  return new StoreError('store_damaged', 'the store is damaged', RESTORE, new Error(problem.replaceAll('\n', ' ')));
}

/** SQLite's addon throws errors of the realm that loaded it first, which `instanceof` may not know. */
function isErrorLike(error: unknown): error is Error {
  return typeof (error as Error | null)?.message === 'string';
}
