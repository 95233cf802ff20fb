/** The rules a command runs: ours, the configuration's and those named on the command line, or only the last. */
import { join } from 'node:path';
import type { Config } from '../config';
import { type RuleSet, loadRules } from '../detect/load-rules';
import { placeholdersOf, rulesFrom } from '../engine';
import { AppError } from '../error';

export interface RuleChoice {
  /** Folders (or files) of rules to add. */
  readonly rules: readonly string[];
  /** Only those, without the rules that ship and without the configuration's folders. */
  readonly rulesOnly: boolean;
}

/** The rules the bot runs, changed: those of `folders` are added, and take the place of any with the same id. */
export function changedRules(config: Config, folders: readonly string[], root: string, ownAccount?: string): RuleSet {
  const { disable, levels, staging } = config.rules;
  return loadRules({
    folders: [
      ...folders.map((path) => ({ path, shipped: false, replaces: true })),
      { path: join(root, 'rules'), shipped: true },
      ...config.rules.folders.map((path) => ({ path, shipped: false })),
    ],
    disable,
    levels,
    staging,
    placeholders: placeholdersOf(config, ownAccount),
  });
}

/** Throws an AppError when a folder cannot be read, a rule of ours is broken, or there is nothing to run. */
export function ruleSetOf(config: Config, { rules, rulesOnly }: RuleChoice, root: string): RuleSet {
  if (!rulesOnly) {
    const folders = [...config.rules.folders, ...rules];
    return rulesFrom({ ...config, rules: { ...config.rules, folders } }, root);
  }
  if (rules.length === 0) throw new AppError('usage', '--rules-only needs the rules to run: --rules DIR');
  const { disable, levels, staging } = config.rules;
  return loadRules({
    folders: rules.map((path) => ({ path, shipped: false })),
    disable,
    levels,
    staging,
    placeholders: placeholdersOf(config),
  });
}
