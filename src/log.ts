/** The log: one JSON line an entry, a constant sentence with key-value pairs. warn: it will be tried again; error: someone must look. */
import pino, { type DestinationStream, type Logger } from 'pino';
import type { Config } from './config';
import { redactText } from './detect/secret-text';
import { visible } from './visible';

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

const NAMES = [
  'SLACK_SIGNING_SECRET',
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
];

/** The values of the environment and of the configuration that are secrets, or addresses that hold one. */
export function secretsIn(
  environment: Readonly<Record<string, string | undefined>>,
  config?: Config,
): readonly string[] {
  const set = [
    config?.heartbeat,
    config?.fallback?.url,
    ...(config?.accounts ?? []).map(({ externalId }) => externalId),
  ];
  return [...NAMES.map((name) => environment[name]), ...set].filter((value) => value !== undefined);
}

/** `secrets` have no form to know them by, such as a signing secret; they are taken out of every text as they are. */
export function cleaner(secrets: readonly string[]): (text: string) => string {
  const known = secrets.filter((secret) => secret.length >= 8);
  return (text) =>
    known.reduce((left, secret) => left.replaceAll(secret, '(secret)'), text.replace(SECRETS, '(secret)'));
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
