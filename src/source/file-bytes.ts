/**
 * From the bytes of a file to UTF-8: gzip is unpacked, told by its first bytes and not by the file's name, UTF-16 (what
 * PowerShell's `>` writes) is converted, and what is no text at all is refused in words.
 */
import { createGunzip } from 'node:zlib';
import { AppError, reasonOf } from '../error';

/** First bytes of what people mistake for CloudTrail files, and what to do about it. */
const FOREIGN: readonly (readonly [bytes: string, problem: string])[] = [
  ['504b0304', 'is a ZIP archive: unpack it first'],
  ['28b52ffd', 'is compressed with zstd: unpack it first (zstd -d)'],
  ['425a68', 'is compressed with bzip2: unpack it first (bunzip2)'],
  ['fd377a585a00', 'is compressed with xz: unpack it first (unxz)'],
  ['50415231', 'is a Parquet file: export it as JSON'],
];
const GZIP = '1f8b';
/** A gzip file inside a gzip file is a slip of some exporters; more layers are a trap. */
const MOST_LAYERS = 2;
/** Enough to tell what a file is: a tar archive says so at byte 257. */
const HEAD = 512;

/** Yields the text of a file as UTF-8 bytes, whole or until it breaks off: then an AppError says how. */
export async function* textBytes(input: AsyncIterable<Uint8Array | string>, layer = 0): AsyncGenerator<Buffer> {
  const chunks = withHead(input);
  const head = await chunks.next();
  if (head.done === true) return;
  const first = head.value;
  const rest = (async function* () {
    yield first;
    yield* chunks;
  })();
  const magic = first.toString('hex', 0, 8);
  if (magic.startsWith(GZIP)) {
    if (layer === MOST_LAYERS) throw new AppError('file', 'is gzip inside gzip inside gzip: unpack it first');
    yield* textBytes(unpacked(rest), layer + 1);
    return;
  }
  const foreign = FOREIGN.find(([bytes]) => magic.startsWith(bytes))?.[1];
  if (foreign !== undefined) throw new AppError('file', foreign);
  if (first.toString('latin1', 257, 262) === 'ustar') throw new AppError('file', 'is a tar archive: unpack it first');
  if (magic.startsWith('fffe') || magic.startsWith('feff')) {
    yield* converted(rest, magic.startsWith('fffe') ? 'utf-16le' : 'utf-16be');
    return;
  }
  if (first.subarray(0, HEAD).includes(0)) throw new AppError('file', 'is binary, not text');
  yield magic.startsWith('efbbbf') ? first.subarray(3) : first;
  yield* chunks;
}

/** The same bytes, the first chunk long enough to be recognised. Nothing for an empty file. */
async function* withHead(input: AsyncIterable<Uint8Array | string>): AsyncGenerator<Buffer> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const part of input) {
    const chunk =
      typeof part === 'string' ? Buffer.from(part) : Buffer.from(part.buffer, part.byteOffset, part.byteLength);
    if (head === undefined) {
      yield chunk;
    } else {
      head = Buffer.concat([head, chunk]);
      if (head.length < HEAD) continue;
      yield head;
      head = undefined;
    }
  }
  if (head !== undefined && head.length > 0) yield head;
}

/** Unpacks gzip. Of a damaged file everything before the damage is yielded before the error is thrown. */
async function* unpacked(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  let ready: Buffer[] = [];
  let failure: Error | undefined;
  gunzip.on('data', (chunk: Buffer) => ready.push(chunk));
  // After damage, and after an end with more bytes behind it, zlib calls no one back: it closes.
  const closed = new Promise<void>((resolve) => gunzip.once('close', resolve).once('end', resolve));
  gunzip.on('error', (error) => (failure = error));
  const take = (): Buffer[] => {
    const taken = ready;
    ready = [];
    return taken;
  };
  try {
    for await (const chunk of input) {
      await Promise.race([closed, new Promise<void>((resolve) => gunzip.write(chunk, () => resolve()))]);
      yield* take();
      if (failure ?? gunzip.readableEnded) break;
    }
    if (!failure) {
      gunzip.end();
      await closed;
      yield* take();
    }
  } finally {
    gunzip.destroy();
  }
  if (failure) throw new AppError('file', damageOf(failure), { cause: failure });
}

function damageOf(failure: Error & { code?: string }): string {
  const cut = failure.code === 'Z_BUF_ERROR';
  return cut ? 'is a gzip file that was cut off' : `is a damaged gzip file (${reasonOf(failure)})`;
}

async function* converted(input: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of input) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}
