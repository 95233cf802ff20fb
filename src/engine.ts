/** From Config to what the pipeline detects with: the rules, and the context they may ask for. Shared by the bot and by scans. */
import { join } from 'node:path';
import type { Config } from './config';
import type { ContextSettings } from './detect/context';
import { openCountries } from './detect/country';
import { type RuleSet, loadRules } from './detect/load-rules';

/** Rules of ours, then the operator's folders. Throws an AppError when one of ours is broken; the operator's are in `problems`. */
export function rulesFrom(config: Config, root: string): RuleSet {
  const { folders, disable, levels, staging } = config.rules;
  return loadRules({
    folders: [{ path: join(root, 'rules'), shipped: true }, ...folders.map((path) => ({ path, shipped: false }))],
    disable,
    levels,
    staging,
    placeholders: placeholdersOf(config),
  });
}

/** `ownAccount` is the credentials' own, when no account is configured. */
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

/** The configured accounts are ours without saying so twice. */
function placeholdersOf({ accounts, placeholders }: Config): Record<string, string[]> {
  const known = accounts.flatMap(({ id }) => (id === undefined ? [] : [id]));
  const own = [...new Set([...known, ...(placeholders.own_accounts ?? [])])];
  const given = Object.fromEntries(Object.entries(placeholders).map(([name, values]) => [name, [...values]]));
  return own.length === 0 ? given : { ...given, own_accounts: own };
}
