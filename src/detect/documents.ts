/**
 * Takes a rule file apart into its YAML documents, as correlations and filters often stand beside their rules, and tells
 * what each one is. Reading the file is `load-rules.ts`; what a document says is up to the compiler of its kind.
 */
import { LineCounter, isMap as isYamlMap, isScalar, parseAllDocuments } from 'yaml';
import { reasonOf } from '../error';
import { linesOf } from './file-size';
import { type Findings, type RuleProblem, isMap } from './problems';

export type Kind = 'rule' | 'correlation' | 'filter' | 'context';

export interface Document {
  readonly value: unknown;
  /** Its place in the file, from 1; undefined when it is alone there. */
  readonly number: number | undefined;
}

/** The documents of a file that are not empty; none when the file is no YAML. */
export function parseDocuments(text: string, findings: Findings): Document[] {
  const counter = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: counter, prettyErrors: false });
  const documents = Array.isArray(parsed) ? parsed : [];
  for (const error of documents.flatMap(({ errors }) => errors)) {
    const { line, col } = counter.linePos(error.pos[0]);
    findings.error(`line ${line}, column ${col}`, error.message.split('\n')[0] ?? 'not YAML');
  }
  if (findings.broken) return [];
  // What stands between two separators may be empty, or a comment.
  const filled = documents.filter(({ contents }) => !isNothing(contents));
  if (filled.length === 0) findings.error('', 'the file is empty');
  return filled.flatMap((document) => {
    const number = filled.length > 1 ? documents.findIndex((one) => one === document) + 1 : undefined;
    const contents: unknown = document.contents;
    if (findings.shipped && isYamlMap(contents)) linesOf(contents, counter, placeOf(number), findings);
    try {
      return [{ value: document.toJS() as unknown, number }];
    } catch (error) {
      return findings.error(placeOf(number), `not a usable document: ${reasonOf(error)}`) ?? [];
    }
  });
}

function isNothing(contents: unknown): boolean {
  return contents === null || (isScalar(contents) && contents.value === null);
}

/** Sigma tells its documents apart by the one key that makes them what they are. */
export function kindOf(value: unknown, file: string): Kind {
  if (!isMap(value) || 'detection' in value) return 'rule';
  if ('correlation' in value) return 'correlation';
  if ('filter' in value) return 'filter';
  return 'adjustments' in value || /(?:^|[/\\])context\.ya?ml$/i.test(file) ? 'context' : 'rule';
}

/** `document 2` where there are several, '' where a document is alone. */
export function placeOf(number: number | undefined): string {
  return number === undefined ? '' : `document ${number}`;
}

/** Problems that also name the document they are in. */
export function placed(problems: readonly RuleProblem[], number: number | undefined): readonly RuleProblem[] {
  if (number === undefined) return problems;
  return problems.map((one) => ({
    ...one,
    path: one.path === '' ? placeOf(number) : pathIn(number, one.path),
  }));
}

/** Path of a key of a document, for what is found when all files are read. */
export function pathIn(number: number | undefined, key: string): string {
  return number === undefined ? key : `${placeOf(number)}: ${key}`;
}
