/** Rules that run and rules that do not, found by any words: what they are called, what they say of themselves, what they look at. */
import type { Rule } from '../../detect/rule';
import type { DisabledRule, RuleSet } from '../../detect/rule-set';
import { compareLevels } from '../../detect/level';

export type Found =
  { readonly rule: Rule; readonly off?: undefined } | { readonly rule?: undefined; readonly off: DisabledRule };

/** All of the words must stand somewhere in it. Those that run first, the worst first; by title then. */
export function searchRules({ rules, disabled }: RuleSet, search: string): readonly Found[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (text: string): boolean => words.every((word) => text.includes(word));
  const running = rules
    .filter((rule) => fits(textOf(rule)))
    .sort((a, b) => compareLevels(b.level, a.level) || (a.title < b.title ? -1 : 1));
  const off = disabled.filter(({ id, title, file, reason }) => fits(lower([id, title, file, reason, 'disabled'])));
  return [...running.map((rule) => ({ rule })), ...off.map((one) => ({ off: one }))];
}

/** By its whole id, as it is typed or as a button carries it. */
export function ruleNamed({ rules, disabled }: RuleSet, id: string): Found | undefined {
  const same = (one: { readonly id: string }): boolean => one.id.toLowerCase() === id.toLowerCase();
  const rule = rules.find(same);
  if (rule) return { rule };
  const off = disabled.find(same);
  return off && { off };
}

function textOf({ id, name, title, tags, group, description, eventNames, sources, file, level, staged }: Rule): string {
  const marks = [level, staged ? 'staging' : ''];
  return lower([id, name, title, group, description, file, ...tags, ...eventNames, ...(sources ?? []), ...marks]);
}

function lower(texts: readonly (string | undefined)[]): string {
  return texts.join('\n').toLowerCase();
}
