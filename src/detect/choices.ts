/** What the operator chose about rules in the configuration, and what that does to each document. */
import type { CompiledEntry } from './adjustments';
import type { CompiledDocument } from './compile-document';
import type { Level } from './level';
import { type RuleProblem, didYouMean, isError, wordsOf } from './problems';
import { type Named, isNamed } from './references';

/** What the operator says about rules by their id, name or title. */
export interface Choices {
  /** Rules, correlations, filters, and adjustments by their name, to leave out. */
  readonly disable: readonly string[];
  /** Base levels. */
  readonly levels: Readonly<Record<string, Level>>;
  /** Rules that run silently. */
  readonly staging: readonly string[];
}

const UNWANTED = 'disabled in the configuration';

/** Why a document takes no part; undefined when it does. */
export function reasonAgainst(document: CompiledDocument, { disable }: Choices): string | undefined {
  const error = document.problems.find(isError);
  if (error) return wordsOf({ ...error, file: '' });
  return document.aside ?? (isNamed(disable, document) ? UNWANTED : undefined);
}

/** The same for one adjustment of a sound document. */
export function reasonAgainstEntry({ name, aside }: CompiledEntry, { disable }: Choices): string | undefined {
  return aside ?? (disable.includes(name) ? UNWANTED : undefined);
}

/** A name in the configuration that is no rule's is a slip worth telling: the rule it meant still runs. */
export function unknownNames(choices: Choices, documents: readonly CompiledDocument[]): RuleProblem[] {
  const adjustable = documents.flatMap(namesOf);
  const known = [...adjustable, ...documents.flatMap(({ entries = [] }) => entries.map(({ name }) => name))];
  const told = {
    'rules.disable': { names: choices.disable, known },
    'rules.levels': { names: Object.keys(choices.levels), known: adjustable },
    'rules.staging': { names: choices.staging, known: adjustable },
  };
  return Object.entries(told).flatMap(([path, { names, known }]) =>
    names
      .filter((name) => !known.includes(name))
      .map((name) => ({
        file: 'configuration',
        path,
        problem: `there is no rule "${name}"${didYouMean(name, known)}`,
        severity: 'warning' as const,
      })),
  );
}

function namesOf({ id, name, title }: Named): string[] {
  return name === undefined ? [id, title] : [id, title, name];
}
