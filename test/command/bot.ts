/** The bot as an operator runs it: a process of its own from `dist`, with what it says and how it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, type World } from '../harness';

const PROGRAM = join(ROOT, 'dist', 'main.js');

export interface Bot {
  readonly process: ChildProcess;
  /** Everything it said so far. */
  readonly said: () => string;
  /** Resolves when it has said that; fails when it ends without. */
  until(words: RegExp, milliseconds?: number): Promise<void>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null; readonly output: string }>;
}

/** Runs a command of the program over the world's stand-ins. */
export function run(here: World, words: readonly string[], environment: Record<string, string | undefined> = {}): Bot {
  if (!existsSync(PROGRAM)) throw new Error('the program is not built: npm run build');
  const aws = Object.entries(process.env).filter(([name]) => name.startsWith('AWS_'));
  const env = {
    PATH: process.env.PATH,
    HOME: here.folder,
    ...Object.fromEntries(aws),
    ...here.environment,
    ...environment,
  };
  const child = spawn(process.execPath, [PROGRAM, ...words], { cwd: here.folder, env });
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<Awaited<Bot['ended']>>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, output }));
  });
  return {
    process: child,
    said: () => output,
    ended,
    until: (pattern, milliseconds = 30_000) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`not said in time: ${String(pattern)}\n${output}`)),
          milliseconds,
        );
        const look = (): void => {
          if (!pattern.test(output)) return;
          clearTimeout(timer);
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
        void ended.then(() => {
          clearTimeout(timer);
          reject(new Error(`ended without saying ${String(pattern)}\n${output}`));
        });
      }),
  };
}
