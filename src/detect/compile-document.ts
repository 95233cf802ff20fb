/** Hands each document of a file to the compiler of its kind, and brings what they make to one shape for `rule-set.ts`. */
import { type CompiledEntry, compileContext } from './adjustments';
import { compileCorrelation } from './compile-correlation';
import { compileFilter } from './compile-filter';
import { type CompileOptions, compileRule, idFrom } from './compile-rule';
import type { Correlation } from './correlation';
import { type Document, type Kind, kindOf, placed } from './documents';
import { type RuleProblem, isMap } from './problems';
import type { Named } from './references';
import type { Rule, RuleFilter } from './rule';

/** One document, compiled: what it makes, if it is sound, and what is wrong with it. */
export interface CompiledDocument extends Named {
  readonly kind: Kind;
  readonly file: string;
  /** Its place in the file, from 1; undefined when it is alone there. */
  readonly number: number | undefined;
  readonly rule?: Rule | undefined;
  readonly correlation?: Correlation | undefined;
  readonly filter?: RuleFilter | undefined;
  readonly entries?: readonly CompiledEntry[];
  /** Rules it names, and where. */
  readonly references: readonly Reference[];
  /** Why a sound document is not active: a foreign log source, an undefined placeholder. */
  readonly aside: string | undefined;
  readonly problems: readonly RuleProblem[];
}

export interface Reference {
  readonly path: string;
  readonly to: string;
}

export function compileDocument(
  { value, number }: Document,
  file: string,
  options: Required<CompileOptions>,
): CompiledDocument {
  const kind = kindOf(value, file);
  const whole = { kind, file, number, aside: undefined, references: [], ...namedIn(value) };
  if (kind === 'rule' || !isMap(value)) {
    const { problems, ...compiled } = compileRule(value, file, options);
    return { ...whole, ...compiled, problems: placed(problems, number) };
  }
  if (kind === 'correlation') {
    const { references, problems, ...compiled } = compileCorrelation(value, file, options);
    return {
      ...whole,
      ...compiled,
      references: referencesAt('correlation.rules', references),
      problems: placed(problems, number),
    };
  }
  if (kind === 'context') {
    const { entries, problems } = compileContext(value, file, options);
    const references = entries.flatMap(({ adjustment }) =>
      referencesAt('adjustments', adjustment?.exclude.rules ?? []),
    );
    return { ...whole, entries, references, problems: placed(problems, number) };
  }
  const { filter, aside, problems } = compileFilter(value, whole, file, options);
  const references = referencesAt('filter.rules', filter?.rules ?? []);
  return { ...whole, filter, aside, references, problems: placed(problems, number) };
}

function referencesAt(path: string, names: readonly string[]): Reference[] {
  return names.map((to) => ({ path, to }));
}

/** As far as it can be told; what is wrong with the keys is told by the compiler of the kind. */
function namedIn(value: unknown): Named {
  const text = (key: string): string | undefined => {
    const one = isMap(value) ? value[key] : undefined;
    return typeof one === 'string' && one.trim() !== '' ? one.trim() : undefined;
  };
  const title = text('title') ?? '';
  return { title, id: text('id') ?? idFrom(title), name: text('name') };
}
