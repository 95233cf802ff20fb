/** What can only be checked when all documents are read: that names are given once, and that references lead somewhere. */
import { type Choices, reasonAgainst } from './choices';
import type { CompiledDocument } from './compile-document';
import { pathIn } from './documents';
import type { RuleProblem } from './problems';
import { findNamed, unknownReference } from './references';

/** The documents with the problems that lie between them added. */
export function crossCheck<T extends CompiledDocument>(documents: readonly T[], choices: Choices): T[] {
  return withReferences(documents.map(uniquely()), choices);
}

/** Adds a problem to a document whose id, name or adjustment's name is taken already. */
function uniquely<T extends CompiledDocument>(): (document: T) => T {
  const seen = new Map<string, string>();
  return (document) => {
    const { id, name, file, number, kind, entries = [] } = document;
    const claims = [
      ...(id === '' || kind === 'context' ? [] : [{ path: 'id', key: `id ${id.toLowerCase()}`, what: id }]),
      ...(name === undefined ? [] : [{ path: 'name', key: `name ${name}`, what: name }]),
      ...entries.map((one) => ({ path: 'adjustments', key: `adjustment ${one.name}`, what: one.name })),
    ];
    const taken = claims.flatMap(({ path, key, what }): RuleProblem[] => {
      const earlier = seen.get(key);
      if (earlier === undefined) seen.set(key, file);
      const problem = `"${what}" is taken already by ${earlier}`;
      return earlier === undefined ? [] : [{ file, path: pathIn(number, path), problem, severity: 'error' }];
    });
    return taken.length === 0 ? document : { ...document, problems: [...document.problems, ...taken] };
  };
}

/** Adds what is wrong with the rules that filters, correlations and context refer to. */
function withReferences<T extends CompiledDocument>(documents: readonly T[], choices: Choices): T[] {
  const known = documents.filter(({ kind, title }) => (kind === 'rule' || kind === 'correlation') && title !== '');
  return documents.map((document) => {
    const { file, number, kind, references } = document;
    const found = references.flatMap(({ path, to }): RuleProblem[] => {
      const target = findNamed(to, known);
      const at = { file, path: pathIn(number, path) };
      if (!target) return [{ ...at, problem: unknownReference(to, known), severity: 'error' }];
      const reason = kind === 'context' ? undefined : reasonAgainst(target, choices);
      return reason === undefined ? [] : [{ ...at, problem: `"${to}" is not running: ${reason}`, severity: 'warning' }];
    });
    return found.length === 0 ? document : { ...document, problems: [...document.problems, ...found] };
  });
}
