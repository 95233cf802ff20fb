/** `trailwarden start`: the bot, until a signal asks it to stop. */
import { AppError, reasonOf } from '../error';
import { loadConfig } from '../config';
import { type Log, createLog } from '../log';
import { cleaner, secretsIn } from '../secrets';
import type { Config } from '../config';
import type { Io } from './io';

export interface StartOptions {
  readonly file: string | undefined;
  readonly root: string;
  /** `app.ts`, loaded by main. */
  readonly createApp: (options: {
    config: Config;
    log: Log;
    root: string;
    version: string;
  }) => Promise<{ start(): Promise<void>; stop(): Promise<void> }>;
  readonly version: string;
  /** Resolves with the name of the signal that asks to stop. */
  readonly stopped: Promise<string>;
}

/** Resolves to the exit code when stopped. Throws an AppError when the bot cannot start. */
export async function start({ file, root, createApp, stopped, version }: StartOptions, io: Io): Promise<number> {
  const config = loadConfig({ file, folder: io.folder, environment: io.env, slack: true });
  const secrets = secretsIn(io.env, config);
  const log = createLog(io.env.LOG_LEVEL ?? 'info', io.stdout, secrets);
  // AWS may take its time to say whose credentials these are, and whoever asks to stop does not wait for that.
  const app = await Promise.race([createApp({ config, log, root, version }), stopped]);
  if (typeof app === 'string') {
    log.info({ signal: app }, 'stopped before it began');
    return 0;
  }
  try {
    await Promise.race([app.start(), stopped]);
  } catch (error) {
    await app.stop();
    throw new AppError('start', `cannot start: ${cleaner(secrets)(reasonOf(error))}`, { cause: error });
  }
  log.info({ signal: await stopped }, 'stopping');
  await app.stop();
  return 0;
}
