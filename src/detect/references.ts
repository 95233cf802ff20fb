/**
 * How one document names another: by id, by Sigma's `name`, or (leniently, as other tools write it) by title. Filters name
 * the rules they narrow, correlations their base rules, context the rules it leaves alone.
 */
import { didYouMean } from './problems';

/** What can be referred to. */
export interface Named {
  readonly id: string;
  readonly name: string | undefined;
  readonly title: string;
}

/** Ids win over names, names over titles. */
export function findNamed<T extends Named>(reference: string, among: readonly T[]): T | undefined {
  const id = reference.toLowerCase();
  return (
    among.find((one) => one.id.toLowerCase() === id) ??
    among.find(({ name }) => name === reference) ??
    among.find(({ title }) => title === reference)
  );
}

/** Whether a list of references means this one. */
export function isNamed(references: readonly string[], { id, name, title }: Named): boolean {
  return references.some((one) => one === title || one === name || one.toLowerCase() === id.toLowerCase());
}

/** `there is no rule "x" (did you mean y?)` */
export function unknownReference(reference: string, among: readonly Named[]): string {
  const known = among.flatMap(({ id, name, title }) => [title, id, ...(name === undefined ? [] : [name])]);
  return `there is no rule "${reference}"${didYouMean(reference, known)}`;
}
