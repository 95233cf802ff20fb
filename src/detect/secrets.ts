/** Which fields carry secrets, told by their names: nothing under them is ever shown, whatever a rule's sentence asks for. */

const SECRET =
  /secret|passw|token|credential|private.?key|plaintext|key.?material|user.?data$|auth.?code|session.?key/i;
/** Names, identifiers and settings about secrets are what an alert must say: `secretId`, `httpTokens`, `passwordResetRequired`. */
export const ABOUT_SECRETS =
  'ids?|names?|arns?|types?|status|length|required|enabled|policy|age|prevention|expir\\w*|validity|httptokens|lastused';
const ABOUT = new RegExp(`(?:${ABOUT_SECRETS})$`, 'i');

/** Rules name few fields and records few keys, but a hostile record may bring new ones without end. */
const MOST_KEPT = 5_000;
const kept = new Map<string, boolean>();

/** `path` is a dotted path or one key of it; the last key decides unless a key above holds nothing but secrets. */
export function secretField(path: string): boolean {
  const known = kept.get(path);
  if (known !== undefined) return known;
  if (kept.size >= MOST_KEPT) kept.clear();
  const secret = judge(path);
  kept.set(path, secret);
  return secret;
}

function judge(path: string): boolean {
  // `credentials[any].token` names its keys as `credentials.token` does.
  const keys = path.replace(/\[[^\]]*\]/g, '').split('.');
  const last = keys.at(-1) ?? '';
  if (ABOUT.test(last)) return false;
  return SECRET.test(last) || keys.some((key) => /^(?:credentials?|secrets?|passwords?)$/i.test(key));
}

export const REDACTED = '(redacted)';

/** For JSON.stringify: an object's text without its secrets. */
export function redactKeys(key: string, value: unknown): unknown {
  return key !== '' && secretField(key) ? REDACTED : value;
}
