/** How a value of a record is shown in a sentence: short, whole words where there are any, and never a secret. */
import type { Json, JsonObject } from '../source/event';
import { redactText } from './secret-text';
import { REDACTED, secretField } from './secrets';
import { cut } from './values';

const MOST_SHOWN = 3;
/** Counted no further: a list of a million members is still rendered at once. */
const MOST_COUNTED = 10_000;
/** Longer than anything that is shown. */
const MOST_READ = 2_000;

/** `path` is where the value stands; a secret's says so. Equal values are shown once. '' when there is nothing to show. */
export function shown(value: Json, path: string): string {
  if (value === null) return '';
  if (typeof value !== 'object') return value === '' ? '' : cut(leafText(value, path));
  const seen: Seen = { leaves: new Set(), count: 0 };
  collect(value, path, seen, 0);
  const leaves = [...seen.leaves];
  const first = leaves.slice(0, MOST_SHOWN);
  const more = leaves.length - first.length;
  if (more > 0) return cut(`${first.join(', ')} and ${more} more`);
  const last = first.pop() ?? '';
  return cut(first.length > 0 ? `${first.join(', ')} and ${last}` : last);
}

interface Seen {
  readonly leaves: Set<string>;
  /** Leaves met, equal ones too. */
  count: number;
}

function collect(value: Json, path: string, seen: Seen, depth: number): void {
  if (value === null || value === '' || depth > 50 || seen.count >= MOST_COUNTED) return;
  if (typeof value === 'object') {
    if (Array.isArray(value)) {
      for (const member of value as readonly Json[]) collect(member, path, seen, depth + 1);
      return;
    }
    const object = value as JsonObject;
    for (const key of Object.keys(object)) collect(object[key] ?? null, `${path}.${key}`, seen, depth + 1);
    return;
  }
  seen.count += 1;
  seen.leaves.add(leafText(value, path));
}

function leafText(value: string | number | boolean, path: string): string {
  if (secretField(path)) return REDACTED;
  return typeof value === 'string' ? redactText(shortArn(value).slice(0, MOST_READ)) : String(value);
}

/** `arn:aws:iam::1…:user/team/alice` is `alice`; an account's own ARN says which account. */
export function shortArn(text: string): string {
  if (!text.startsWith('arn:')) return text;
  const [, account = '', resource] = /^arn:[\w-]+:[\w-]*:[\w-]*:(\d*|aws):(.+)$/s.exec(text) ?? [];
  if (resource === undefined) return text;
  if (resource === 'root' && account !== '') return `account ${account}`;
  const parts = resource.split(/[:/]/).filter((part) => part !== '' && part !== '*');
  return parts.at(-1) ?? text;
}
