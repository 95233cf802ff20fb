/** The log: one JSON line an entry, a constant sentence with key-value pairs. warn: it will be tried again; error: someone must look. */
import pino, { type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

/** Never in a line, however it got there: Slack's tokens, AWS's secret keys (40 characters) and session tokens (hundreds). */
const SECRETS =
  /xox[a-z]-[\w-]+|xapp-[\w-]+|(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])|[A-Za-z0-9/+=]{100,}/g;

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

/** `secrets` have no form to know them by, such as a signing secret; they are taken out of every line as they are. */
export function createLog(level: string, destination: DestinationStream, secrets: readonly string[] = []): Log {
  const known = secrets.filter((secret) => secret.length >= 8);
  const clean = (line: string): string =>
    known.reduce((text, secret) => text.replaceAll(secret, '(secret)'), line.replace(SECRETS, '(secret)'));
  const scrubbed: DestinationStream = { write: (line) => destination.write(clean(line)) };
  return pino({ level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime }, scrubbed);
}
