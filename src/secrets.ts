/** Our own secrets, which no log, error or page may show. */
import type { Config } from './config';

/** Never shown, however it got there: Slack's tokens, AWS's secret keys (40 characters) and session tokens (hundreds). */
const SECRETS =
  /xox[a-z]-[\w-]+|xapp-[\w-]+|(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])|[A-Za-z0-9/+=]{100,}/g;

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
