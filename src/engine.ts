/** From Config to what the pipeline detects with: the rules, and the context they may ask for. Shared by the bot and by scans. */
import { join } from 'node:path';
import type { Config } from './config';
import type { ContextSettings } from './detect/context';
import { openCountries } from './detect/country';
import { type RuleSet, loadRules } from './detect/load-rules';
import { isNamed } from './detect/references';

/**
 * Rules of ours, then the operator's folders. `ownAccount` is the credentials' own, when no account is configured. Throws an
 * AppError when one of ours is broken; the operator's are in `problems`.
 */
export function rulesFrom(config: Config, root: string, ownAccount?: string): RuleSet {
  const { folders, disable, levels, staging } = config.rules;
  return loadRules({
    folders: [{ path: join(root, 'rules'), shipped: true }, ...folders.map((path) => ({ path, shipped: false }))],
    disable,
    levels,
    staging,
    placeholders: placeholdersOf(config, ownAccount),
  });
}

/**
 * Tells of a rule's id whether the configuration names it for staging, also where the rule cannot run just now: somebody made it
 * live, and a slip in its file must not undo that.
 */
export function stagedBy({ rules: { staging } }: Config, { rules, disabled }: RuleSet): (ruleId: string) => boolean {
  const staged = [
    ...rules.filter((rule) => rule.staged).map(({ id }) => id),
    ...disabled.filter(({ id, title }) => isNamed(staging, { id, title, name: undefined })).map(({ id }) => id),
  ];
  return (ruleId) => staged.includes(ruleId) || isNamed(staging, { id: ruleId, title: ruleId, name: undefined });
}

export function contextFrom(config: Config, ownAccount?: string): ContextSettings {
  const accounts = new Map<string, { name: string | undefined; environment: string | undefined }>();
  for (const { id = ownAccount, name, environment } of config.accounts) {
    if (id !== undefined) accounts.set(id, { name, environment });
  }
  return {
    accounts,
    ownAccounts: new Set([...accounts.keys(), ...(config.placeholders.own_accounts ?? [])]),
    businessHours: config.businessHours,
    countries: new Set(config.countries),
    countryOf: openCountries(config.countriesDatabase),
  };
}

/**
 * What need not be said twice: the accounts that are read are ours (where none is known, every other account is a stranger's),
 * and the roles we read them with are the bot's.
 */
export function placeholdersOf({ accounts, placeholders }: Config, ownAccount?: string): Record<string, string[]> {
  const known = accounts.flatMap(({ id = ownAccount }) => (id === undefined ? [] : [id]));
  const given = Object.fromEntries(Object.entries(placeholders).map(([name, values]) => [name, [...values]]));
  const roles = accounts.flatMap(({ roleArn }) =>
    roleArn === undefined ? [] : [roleArn.split('/').at(-1) ?? roleArn],
  );
  const bot_roles = [...new Set([...roles, ...(placeholders.bot_roles ?? [])])];
  return {
    ...given,
    own_accounts: [...new Set([...known, ...(placeholders.own_accounts ?? [])])],
    ...(bot_roles.length === 0 ? {} : { bot_roles }),
  };
}
