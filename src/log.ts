/** The log: one JSON line an entry, a constant sentence with key-value pairs. warn: it will be tried again; error: someone must look. */
import pino, { type DestinationStream, type Logger } from 'pino';
import { redactText } from './detect/secret-text';
import { cleaner } from './secrets';
import { visible } from './visible';

export type Log = Logger;

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

export function createLog(level: string, destination: DestinationStream, secrets: readonly string[] = []): Log {
  const clean = cleaner(secrets);
  const scrubbed: DestinationStream = { write: (line) => destination.write(visible(clean(line))) };
  const formatters = { log: (fields: object) => Object.fromEntries(Object.entries(fields).map(withoutSecrets)) };
  return pino({ level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime, formatters }, scrubbed);
}

/** What others say of a failure may repeat what they were sent. */
function withoutSecrets([key, value]: [string, unknown]): [string, unknown] {
  if (typeof value === 'string') return [key, redactText(value)];
  return [
    key,
    Array.isArray(value) ? value.map((one: unknown) => (typeof one === 'string' ? redactText(one) : one)) : value,
  ];
}
