/** `trailwarden start`: the bot, until a signal asks it to stop. */
import { AppError } from '../error';
import { loadConfig } from '../config';
import { type Log, createLog } from '../log';
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
  }) => Promise<{ start(): Promise<void>; stop(): Promise<void> }>;
  /** Resolves with the name of the signal that asks to stop. */
  readonly stopped: Promise<string>;
}

/** Resolves to the exit code when stopped. Throws an AppError when the bot cannot start. */
export async function start({ file, root, createApp, stopped }: StartOptions, io: Io): Promise<number> {
  const config = loadConfig({ file, folder: io.folder, environment: io.env, slack: true });
  const log = createLog(io.env.LOG_LEVEL ?? 'info', io.stdout, secretsIn(io.env));
  if (config.notYet.length > 0) log.warn({ keys: config.notYet }, 'this version does not act on some settings');
  const app = await createApp({ config, log, root });
  try {
    await Promise.race([app.start(), stopped]);
  } catch (error) {
    await app.stop();
    throw new AppError('start', `cannot start: ${(error as Error).message}`, { cause: error });
  }
  log.info({ signal: await stopped }, 'stopping');
  await app.stop();
  return 0;
}

function secretsIn(environment: Io['env']): readonly string[] {
  const names = [
    'SLACK_SIGNING_SECRET',
    'SLACK_BOT_TOKEN',
    'SLACK_APP_TOKEN',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
  ];
  return names.flatMap((name) => environment[name] ?? []);
}
