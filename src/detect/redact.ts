/**
 * A record as it may be shown to people: whole, but without its secrets, which are told by the name of their field, by the name
 * that stands beside them in a list of variables, and by how they look.
 */
import type { Json, JsonObject } from '../source/event';
import { redactText } from './secret-text';
import { REDACTED, secretField } from './secrets';

/** Names of secrets that rules may show, as nothing but an identifier stands there in the calls they are about. */
const ALSO_SECRET =
  /passphrase|passcode|pwd|(?:^|[_-])p(?:ass|w)$|psk$|pre.?shared|auth.?key$|(?:mfa|authentication).?code|api.?key$|account.?key$|authorization$|cookie$|signature$|assertion$/i;

/** AWS nests a dozen levels; what is deeper is somebody's joke. */
const DEEPEST = 60;
const TOO_DEEP = '(nested too deep to be shown)';

/** Who calls a variable by name, and what holds its value. */
const NAME_KEYS = /^(?:name|key|parameter_?name|parameter_?key|variable)$/i;
const VALUE_KEYS = /^(?:values?|parameter_?values?|default_?value)$/i;

/** A copy in which every secret is replaced; whatever was an own key of the record is one of the copy, `__proto__` too. */
export function redact(value: Json): Json {
  return copy(value, '', false, 0);
}

/** `hidden` within what a secret's field holds: there only what cannot be secret is shown. */
function copy(value: Json, key: string, hidden: boolean, depth: number): Json {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value !== 'object') return leaf(value, key, hidden);
  if (depth > DEEPEST) return TOO_DEEP;
  if (Array.isArray(value)) return list(value as readonly Json[], key, hidden, depth);
  const object = value as JsonObject;
  const named = namesSecret(object);
  return Object.fromEntries(
    Object.entries(object).map(([name, inner]) => {
      const within = hidden || isSecret(name) || (named && VALUE_KEYS.test(name));
      return [redactText(name), copy(inner, name, within, depth + 1)];
    }),
  );
}

/** In a command line an option may stand before its value. */
function list(values: readonly Json[], key: string, hidden: boolean, depth: number): Json {
  return values.map((one, at) => {
    const before = values[at - 1];
    const option = typeof before === 'string' && /^--?[\w-]+$/.test(before) && isSecret(before.replace(/^-+/, ''));
    return copy(one, key, hidden || option, depth + 1);
  });
}

function leaf(value: string | number, key: string, hidden: boolean): Json {
  if (!hidden) return typeof value === 'string' ? redactText(value) : value;
  return harmless(String(value), key) ? value : REDACTED;
}

/** What stands beside a secret and is none: which key it is, until when, and flags. */
function harmless(text: string, key: string): boolean {
  if (/^(?:|true|false)$/i.test(text)) return true;
  if (/accessKeyId$/i.test(key)) return /^A(?:KI|SI)A[A-Z0-9]{12,28}$/.test(text);
  return /^expir\w*$/i.test(key) && /^[\w :,.+-]{1,40}$/.test(text);
}

function isSecret(key: string): boolean {
  return secretField(key) || ALSO_SECRET.test(key) || /[a-z]P(?:ass|w)$/.test(key);
}

function namesSecret(object: JsonObject): boolean {
  return Object.entries(object).some(
    ([key, value]) =>
      typeof value === 'string' && value.length < 300 && NAME_KEYS.test(key) && isSecret(lastPart(value)),
  );
}

/** `/prod/db/password` and `DB_PASSWORD` are both a password. */
function lastPart(name: string): string {
  return name.split(/[./:]/).at(-1) ?? name;
}
