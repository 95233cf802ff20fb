/**
 * Reads rule files into one set: ours, which must be sound or nothing starts, and the operator's, in which a broken rule
 * is set aside and shown. All faults of all files are found in one go. The only place of this stage that reads files.
 */
import { type Dirent, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, reasonOf } from '../error';
import { compileDocument } from './compile-document';
import { type Document, parseDocuments } from './documents';
import { Findings } from './problems';
import { type Choices, type LoadedDocument, type RuleSet, gatherRules } from './rule-set';

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
  /** Its documents take the place of those of other folders that have the same id: to try a changed rule. */
  readonly replaces?: boolean;
}

/** Throws an AppError (`rules`) that lists every error of the shipped files, or names a folder that cannot be read. */
export function loadRules(options: LoadOptions): RuleSet {
  const loaded = filesIn(options.folders).map((file) => ({ file, documents: loadFile(file, options) }));
  const newer = loaded.filter(({ file }) => file.replaces).flatMap(({ documents }) => documents.map(({ id }) => id));
  const replaced = new Set(newer.filter((id) => id !== '').map((id) => id.toLowerCase()));
  return gatherRules(
    loaded.flatMap(({ file, documents }) =>
      file.replaces ? documents : documents.filter(({ id }) => !replaced.has(id.toLowerCase())),
    ),
    options,
  );
}

/** What is wrong with the file as a whole stands in a document of its own, which makes nothing. */
function loadFile({ file, folder, shipped }: RuleFile, options: LoadOptions): LoadedDocument[] {
  const findings = new Findings(file, shipped);
  const strict = shipped || options.strictOperator === true;
  const documents = readDocuments(file, findings).map((document) => ({
    ...compileDocument(document, file, { ...options, shipped, folder }),
    strict,
  }));
  if (findings.problems.length === 0) return documents;
  const { problems } = findings;
  const [first = nothingIn(file, strict), ...others] = documents;
  return [{ ...first, problems: [...problems, ...first.problems] }, ...others];
}

function nothingIn(file: string, strict: boolean): LoadedDocument {
  const nothing = { id: '', title: '', name: undefined, references: [], aside: undefined, problems: [] };
  return { ...nothing, kind: 'rule', file, number: undefined, strict };
}

function readDocuments(file: string, findings: Findings): Document[] {
  try {
    return parseDocuments(readFileSync(file, 'utf8'), findings);
  } catch (error) {
    return findings.error('', `cannot be read: ${reasonOf(error)}`) ?? [];
  }
}

interface RuleFile {
  readonly file: string;
  readonly folder: string;
  readonly shipped: boolean;
  readonly replaces: boolean;
}

/** Every `.yml` and `.yaml` of the folders, each file once, in a stable order. */
function filesIn(folders: readonly RuleFolder[]): RuleFile[] {
  const seen = new Set<string>();
  const isNew = (path: string): boolean => {
    const real = realPath(path);
    if (seen.has(real)) return false;
    seen.add(real);
    return true;
  };
  return folders.flatMap(({ path, shipped, replaces = false }) =>
    walk(path, isNew).map((file) => ({ file, folder: path, shipped, replaces })),
  );
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
