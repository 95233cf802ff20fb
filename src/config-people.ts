/** The parts of trailwarden.yml about people, `people` and `confirm`: what their shape cannot say, and what becomes of them. */
import { type FileSettings, defaultDuration } from './config-schema';
import type { Confidence } from './people/confidence';
import { type Link, linkProblem } from './people/link';
import { closest } from './spelling';

export interface ConfirmSettings {
  readonly ask: boolean;
  /** A person is asked directly from this confidence on; below it the channel is. */
  readonly minimumConfidence: Confidence;
  /** How long a question waits for its answer, in milliseconds. */
  readonly deadline: number;
  /** Such as `{user}@example.com`. */
  readonly emailPattern: string | undefined;
}

/** A principal must be understood, and an account be one that is read: a link that can never fit would be silent. */
export function peopleProblems({ accounts, people }: FileSettings): readonly string[] {
  const ids = idsOf(accounts);
  return people.flatMap(({ principal, accounts: named }, index) => {
    const problem = linkProblem(principal);
    const unknown = named.filter(
      (account) => !ids.has(account) && (accounts !== undefined || !/^\d{12}$/.test(account)),
    );
    return [
      ...(problem === undefined ? [] : [`people.${index}.principal: ${problem}`]),
      ...unknown.map((account) => `people.${index}.accounts: ${notConfigured(account, ids)}`),
    ];
  });
}

function notConfigured(account: string, ids: ReadonlyMap<string, string>): string {
  const meant = closest(account, ids.keys());
  return `${account} is no account of this configuration${meant === undefined ? '' : ` (did you mean ${meant}?)`}`;
}

export function linksOf({ accounts, people }: FileSettings): readonly Link[] {
  const ids = idsOf(accounts);
  return people.map(({ principal, accounts: named, slack }) => ({
    principal,
    accounts: named.map((account) => ids.get(account) ?? account),
    slack: [...new Set(slack)],
    source: 'config',
    by: undefined,
    at: undefined,
  }));
}

export function confirmOf({ confirm }: FileSettings): ConfirmSettings {
  const { ask, minimum_confidence, deadline = defaultDuration('confirm_deadline'), email_pattern } = confirm;
  return { ask, minimumConfidence: minimum_confidence, deadline, emailPattern: email_pattern };
}

/** From an account's id or name to its id. */
function idsOf(accounts: FileSettings['accounts'] = []): ReadonlyMap<string, string> {
  return new Map(
    accounts.flatMap(({ id, name }) => [[id, id] as const, ...(name === undefined ? [] : [[name, id] as const])]),
  );
}
