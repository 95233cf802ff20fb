/** Whom a message of the bot's is about, as commands that tell what they did. Pure. Names are CloudTrail's: escape them. */
import type { Alert } from '../../alert/alert';
import type { Confirmation } from '../../alert/confirmation';
import type { Subject } from '../../notify/owed';
import { plain } from '../../notify/text';
import type { Finding } from './findings';

/** Each principal once, in the order of the message; empty where it names nobody. */
export function whoseIn(subject: Subject): readonly Finding[] {
  const found = foundIn(subject).filter((one) => one !== undefined);
  return [...new Map(found.map((one) => [one.command, one])).values()];
}

function foundIn(subject: Subject): readonly (Finding | undefined)[] {
  switch (subject.kind) {
    case 'alert':
      return [ofAlert(subject.alert)];
    case 'confirmation':
      return [ofQuestion(subject.confirmation)];
    case 'batch':
      return subject.batch.alerts.map(ofAlert);
    case 'digest':
      return subject.digest.principals.rows.map(({ principal }) => ofPrincipal(principal));
  }
}

/** Where a person stands behind a role it is their session alone: others use the role too. */
function ofAlert({ principal, content }: Alert): Finding | undefined {
  const { actor, person, address } = content;
  const { kind, session } = content.principal;
  if (kind !== 'unknown') {
    const of = kind === 'role' && person !== undefined ? session : undefined;
    return { text: actor, command: commandOf(principal, of) };
  }
  if (person !== undefined) return { text: person, command: `who ${word(person)}` };
  return address === undefined ? undefined : { text: address, command: `who ${word(`ip:${address}`)}` };
}

function ofQuestion({ principal: { key, kind, name, session } }: Confirmation): Finding {
  const shown = kind === 'root' || session === undefined ? name : `${session} (${kind} ${name})`;
  return { text: shown, command: commandOf(key, kind === 'role' ? session : undefined) };
}

function ofPrincipal(key: string): Finding {
  return { text: key, command: commandOf(key, undefined) };
}

function commandOf(principal: string, session: string | undefined): string {
  const of = `who ${word(`principal:${principal}`)}`;
  return session === undefined ? of : `${of} ${word(`person:${session}`)}`;
}

/** One word of a command: what would end it, or be read as Slack's markup, is left to a wildcard. */
function word(text: string): string {
  const safe = plain(text).replace(/["`“”„‟«»″…‐‑‒–—<>&]/g, '?');
  return safe.includes(' ') ? `"${safe}"` : safe;
}
