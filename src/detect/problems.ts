/**
 * What is wrong with a rule, said so that its author can mend it: file, path inside the file, problem, and a guess at
 * what was meant. Findings are collected, never thrown one by one, so that one run shows every fault of every file.
 */

import { closest } from '../spelling';

export type Severity = 'error' | 'warning';

export interface RuleProblem {
  /** The file as the operator would name it. */
  readonly file: string;
  /** Dotted path inside the document, such as `detection.selection.eventName|contain`; '' for the whole file. */
  readonly path: string;
  readonly problem: string;
  readonly severity: Severity;
}

/** `rules/iam/x.yml: detection.selection.eventName|contain: unknown modifier "contain" (did you mean contains?)` */
export function wordsOf({ file, path, problem }: RuleProblem): string {
  return [file, path, problem].filter((part) => part !== '').join(': ');
}

export function isError({ severity }: RuleProblem): boolean {
  return severity === 'error';
}

/** Collects the problems of one file. */
export class Findings {
  readonly problems: RuleProblem[] = [];

  constructor(
    readonly file: string,
    /** Shipped rules are held to the house's conventions; in other people's rules the same faults are only told. */
    readonly shipped: boolean,
  ) {}

  get broken(): boolean {
    return this.problems.some(({ severity }) => severity === 'error');
  }

  error(path: string, problem: string): undefined {
    this.problems.push({ file: this.file, path, problem, severity: 'error' });
  }

  warning(path: string, problem: string): undefined {
    this.problems.push({ file: this.file, path, problem, severity: 'warning' });
  }

  /** A convention: an error in a rule of ours, a warning in anyone else's. */
  convention(path: string, problem: string): undefined {
    return this.shipped ? this.error(path, problem) : this.warning(path, problem);
  }

  unknownKeys(path: string, value: object, known: readonly string[]): void {
    for (const key of Object.keys(value)) {
      if (!known.includes(key)) this.error(join(path, key), `unknown key "${key}"${didYouMean(key, known)}`);
    }
  }

  /** Non-empty text, or a problem. Absent is undefined without a problem. */
  text(path: string, value: unknown): string | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    return this.error(path, `expected text, found ${nameOf(value)}`);
  }

  /** A list of texts; one text stands for a list of one. */
  texts(path: string, value: unknown): string[] {
    if (value === undefined || value === null) return [];
    const list: unknown[] = Array.isArray(value) ? value : [value];
    return list.flatMap((one, at) => {
      const text =
        typeof one === 'number' ? String(one) : this.text(Array.isArray(value) ? `${path}.${at}` : path, one);
      return text === undefined ? [] : [text];
    });
  }

  boolean(path: string, value: unknown, preset: boolean): boolean {
    if (value === undefined) return preset;
    if (typeof value === 'boolean') return value;
    this.error(path, `expected true or false, found ${nameOf(value)}`);
    return preset;
  }
}

export function join(path: string, key: string | number): string {
  return path === '' ? String(key) : `${path}.${key}`;
}

/** What a value of YAML is, in words. */
export function nameOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return `${typeof value} ${JSON.stringify(value)}`;
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** ` (did you mean contains?)`, or '' when nothing known is close. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const nearest = closest(word, known);
  return nearest === undefined ? '' : ` (did you mean ${nearest}?)`;
}
