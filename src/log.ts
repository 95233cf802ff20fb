/** The log: one JSON line an entry, a constant sentence with key-value pairs. warn: it will be tried again; error: someone must look. */
import pino, { type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

/** Never in a line, however it got there: Slack's tokens and AWS's secret and session keys. */
const SECRETS = /xox[a-z]-[\w-]+|xapp-[\w-]+|(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g;

/** What Slack's packages want of a logger; theirs are warnings at most, as what matters of a failure is told by whoever asked. */
export interface SlackLogger {
  debug(...words: unknown[]): void;
  info(...words: unknown[]): void;
  warn(...words: unknown[]): void;
  error(...words: unknown[]): void;
  setLevel(): void;
  getLevel(): never;
  setName(): void;
}

export function slackLogger(log: Log): SlackLogger {
  const tell =
    (level: 'debug' | 'warn') =>
    (...words: unknown[]) =>
      log[level]({ words: words.map(String) }, 'slack client');
  return {
    debug: () => undefined,
    info: tell('debug'),
    warn: tell('warn'),
    error: tell('warn'),
    setLevel: () => undefined,
    getLevel: () => 'warn' as never,
    setName: () => undefined,
  };
}

export function createLog(level: string, destination: DestinationStream): Log {
  const scrubbed: DestinationStream = { write: (line) => destination.write(line.replace(SECRETS, '(secret)')) };
  return pino({ level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime }, scrubbed);
}
