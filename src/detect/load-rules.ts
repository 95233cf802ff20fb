/**
 * Reads rule files into one set: ours, which must be sound or nothing starts, and the operator's, in which a broken rule
 * is set aside and shown. All faults of all files are found in one go. The only place of this stage that reads files.
 */
import { type Dirent, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, isMap, parseAllDocuments } from 'yaml';
import { AppError, reasonOf } from '../error';
import { type Compiled, compileRule } from './compile-rule';
import { linesOf } from './file-size';
import { Findings } from './problems';
import { type Choices, type RuleSet, gatherRules } from './rule-set';

export type { DisabledRule, RuleSet } from './rule-set';

export interface LoadOptions extends Choices {
  /** Folders are read recursively; a single file may be named too. Shipped ones are held to every convention. */
  readonly folders: readonly RuleFolder[];
  readonly placeholders: Readonly<Record<string, readonly string[]>>;
  /** Errors in the operator's rules are thrown like our own: for `rules lint` in a pipeline. */
  readonly strictOperator?: boolean;
}

export interface RuleFolder {
  readonly path: string;
  /** True for the rules that come with Trailwarden. */
  readonly shipped: boolean;
}

/** Throws an AppError (`rules`) that lists every error of the shipped files, or names a folder that cannot be read. */
export function loadRules(options: LoadOptions): RuleSet {
  const files = filesIn(options.folders).map(({ file, shipped }) => ({
    ...loadFile(file, shipped, options),
    file,
    strict: shipped || options.strictOperator === true,
  }));
  return gatherRules(files, options);
}

function loadFile(file: string, shipped: boolean, options: LoadOptions): Compiled {
  const findings = new Findings(file, shipped);
  const read = readDocument(file, findings);
  if (!read) return { rule: undefined, id: '', title: '', aside: undefined, problems: findings.problems };
  const { rule, problems, ...compiled } = compileRule(read.value, file, { ...options, shipped });
  return {
    ...compiled,
    problems: [...findings.problems, ...problems],
    rule: findings.broken ? undefined : rule,
  };
}

/** Every `.yml` and `.yaml` of the folders, each file once, in a stable order. */
function filesIn(
  folders: readonly { readonly path: string; readonly shipped: boolean }[],
): { file: string; shipped: boolean }[] {
  const seen = new Set<string>();
  const isNew = (path: string): boolean => {
    const real = realPath(path);
    if (seen.has(real)) return false;
    seen.add(real);
    return true;
  };
  return folders.flatMap(({ path, shipped }) => walk(path, isNew).map((file) => ({ file, shipped })));
}

/** Links are followed; one that leads in a circle is left at its second sight. */
function walk(path: string, isNew: (path: string) => boolean): string[] {
  try {
    if (statSync(path).isFile()) return isNew(path) ? [path] : [];
    if (!isNew(path)) return [];
    return readdirSync(path, { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => {
        const inside = join(path, entry.name);
        if (entry.isDirectory() || leadsToFolder(entry, inside)) return walk(inside, isNew);
        return /\.ya?ml$/i.test(entry.name) && isNew(inside) ? [inside] : [];
      });
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('rules', `the rules in ${path} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}

function leadsToFolder(entry: Dirent, path: string): boolean {
  return entry.isSymbolicLink() && (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** The one document of a file; undefined when problems were found. */
function readDocument(file: string, findings: Findings): { readonly value: unknown } | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return findings.error('', `cannot be read: ${reasonOf(error)}`);
  }
  const counter = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: counter, prettyErrors: false });
  const documents = Array.isArray(parsed) ? parsed : [];
  for (const error of documents.flatMap(({ errors }) => errors)) {
    const { line, col } = counter.linePos(error.pos[0]);
    findings.error(`line ${line}, column ${col}`, error.message.split('\n')[0] ?? 'not YAML');
  }
  if (findings.broken) return undefined;
  const [document, ...others] = documents;
  if (!document) return findings.error('', 'the file is empty');
  if (others.length > 0) {
    // The room of correlations and filters, which stand beside their rules.
    const several = 'several documents in one file (a correlation or a filter beside its rules)';
    return findings.error('', `${several} are not supported yet`);
  }
  if (findings.shipped && isMap(document.contents)) linesOf(text, document.contents, counter, findings);
  try {
    return { value: document.toJS() as unknown };
  } catch (error) {
    return findings.error('', `not a usable document: ${reasonOf(error)}`);
  }
}
