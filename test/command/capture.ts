/** Streams that remember what was written to them, for commands under test. */
import { PassThrough, Readable } from 'node:stream';
import type { Io } from '../../src/command/io';
import { NOON } from '../fixtures';

export interface Captured {
  readonly io: Io;
  out(): string;
  err(): string;
}

export function capture(given: Partial<Io> = {}): Captured {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const io = { stdin: Readable.from([]), stdout, stderr, env: {}, folder: '/', now: () => NOON, ...given };
  const text = (stream: PassThrough) => {
    let seen = '';
    stream.on('data', (chunk: Buffer) => (seen += chunk.toString()));
    return () => seen;
  };
  return { io, out: text(stdout), err: text(stderr) };
}
