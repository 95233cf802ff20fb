/**
 * The rules that run, those that do not, and why: the operator's choices applied to what was compiled, ids kept unique,
 * and our own rules held to being sound.
 */
import { AppError } from '../error';
import type { Compiled } from './compile-rule';
import type { Level } from './level';
import { type RuleProblem, didYouMean, wordsOf } from './problems';
import type { Rule } from './rule';

/** What the operator says about rules by their id (or title). */
export interface Choices {
  /** Rules to leave out. */
  readonly disable: readonly string[];
  /** Base levels. */
  readonly levels: Readonly<Record<string, Level>>;
  /** Rules that run silently. */
  readonly staging: readonly string[];
}

/** A rule that is not running, and why. */
export interface DisabledRule {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly reason: string;
}

export interface RuleSet {
  /** The active rules, in the order of their folders and files. */
  readonly rules: readonly Rule[];
  readonly disabled: readonly DisabledRule[];
  /** Errors in the operator's rules, and all warnings. */
  readonly problems: readonly RuleProblem[];
}

/** One file's rule, or what is wrong with it. */
export interface CompiledFile extends Compiled {
  readonly file: string;
  /** Its errors are fatal. */
  readonly strict: boolean;
}

/** Throws an AppError (`rules`) that lists every error of the strict files. */
export function gatherRules(files: readonly CompiledFile[], choices: Choices): RuleSet {
  const rules: Rule[] = [];
  const disabled: DisabledRule[] = [];
  const problems: RuleProblem[] = [];
  const fatal: RuleProblem[] = [];
  const seen = new Map<string, string>();
  for (const { file, strict, rule, id, title, aside, problems: found } of files) {
    const earlier = id === '' ? undefined : seen.get(id.toLowerCase());
    const all = earlier === undefined ? found : [...found, takenId(file, id, earlier)];
    if (id !== '' && earlier === undefined) seen.set(id.toLowerCase(), file);
    problems.push(...all);
    if (strict) fatal.push(...all.filter(({ severity }) => severity === 'error'));
    const error = all.find(({ severity }) => severity === 'error');
    const unwanted = choices.disable.some((one) => one === id || one === title);
    const reason = error
      ? wordsOf({ ...error, file: '' })
      : (aside ?? (unwanted ? 'disabled in the configuration' : undefined));
    if (reason !== undefined) disabled.push({ id, title, file, reason });
    else if (rule) rules.push(rule);
  }
  refuse(fatal);
  problems.push(
    ...unknownNames(
      choices,
      files.flatMap(({ id, title }) => [id, title]),
    ),
  );
  return { rules, disabled, problems };
}

function takenId(file: string, id: string, earlier: string): RuleProblem {
  return { file, path: 'id', problem: `"${id}" is taken already by ${earlier}`, severity: 'error' };
}

function refuse(fatal: readonly RuleProblem[]): void {
  if (fatal.length === 0) return;
  const count = fatal.length === 1 ? 'one problem' : `${fatal.length} problems`;
  throw new AppError('rules', [`the rules have ${count}:`, ...fatal.map((one) => `  ${wordsOf(one)}`)].join('\n'));
}

/** A name in the configuration that is no rule's is a slip worth telling: the rule it meant still runs. */
function unknownNames({ disable, levels, staging }: Choices, known: readonly string[]): RuleProblem[] {
  const told = Object.entries({
    'rules.disable': disable,
    'rules.levels': Object.keys(levels),
    'rules.staging': staging,
  });
  return told.flatMap(([path, names]) =>
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
