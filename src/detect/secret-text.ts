/**
 * Secrets told by how they look, wherever they stand: in a user agent, an error message, a URL, a command line. Better one word
 * too many left out than one too few. Each pattern reads a text once, however it is made up.
 */
import { ABOUT_SECRETS, REDACTED } from './secrets';

/** What a secret is called where it stands in a text, as an assignment, a header, a JSON key or an option. */
const CALLED =
  'secret|passw|passphrase|pwd|token|credential|private[_-]?key|api[_-]?key|account[_-]?key|auth[_-]?(?:code|key)|mfa[_-]?code|authentication[_-]?code|pgpass|mysql_pwd|(?<=[_-])pass(?![\\w-])|session[_-]?key|signature|authorization';
const WORD = `(?!secretsmanager)[\\w-]{0,80}(?:${CALLED})[\\w-]{0,80}(?<!(?:${ABOUT_SECRETS}))`;
const NAME = `(?<![\\w-])${WORD}`;
const QUOTE = `(?:\\\\{0,4}["']|%22|%27)`;
/** To its closing quote, or to where a word ends. */
const VALUE = `(?:\\\\{0,4}"[^"]*|\\\\{0,4}'[^']*|%22(?:(?!%22).)*|[^\\s"'&<>]+)`;
/** An id of an access key, alone or at the head of a scope, is no secret. */
const NOT_AN_ID = '(?!["\']?A(?:KI|SI)A[A-Z0-9]{16}\\b)';

interface Look {
  readonly pattern: RegExp;
  /** What stands in its place; REDACTED when it is not said. */
  readonly instead?: string;
}

const LOOKS: readonly Look[] = [
  // Also one that was cut off, and one whose line breaks and spaces are encoded.
  {
    pattern:
      /-----BEGIN(?:[ +]|%20)(?:[A-Z0-9 +]|%20){0,40}PRIVATE(?:[ +]|%20)KEY[^]*?(?:-----END[A-Z0-9 +%]{0,60}-----|$)/g,
  },
  // JSON Web Tokens, signed and encrypted.
  { pattern: /(?<![\w-])eyJ[\w-]{6,}\.[\w-]*(?:\.[\w-]*){0,4}/g },
  // Session tokens of AWS, and the keys of Bedrock.
  { pattern: /(?<![A-Za-z0-9+/])(?:IQoJ|FwoG|FQoG|FQoD|AQoD|AQoE|ABSK)(?:[A-Za-z0-9+/=_-]|%2[BbFf]|%3[Dd]){40,}/g },
  {
    pattern:
      /(?<![A-Za-z0-9])(?:gh[pousr]_|github_pat_|glpat-|xox[a-z]-|xapp-|sk_live_|rk_live_|sk-|npm_|AIza|ya29\.|bedrock-api-key-)[\w.=/+-]{10,}/g,
  },
  { pattern: /(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[^\s"'<>]+/g, instead: `$1${REDACTED}` },
  // Whatever stands before the @ of a URL.
  {
    pattern: /(:\/\/)(?:[^\s/?#"'<>]{1,400}|[^\s/:@"'<>]{0,200}:[^\s"'<>]{1,400})@/g,
    instead: `$1${REDACTED}@`,
  },
  {
    pattern: /\b(Bearer|Basic)((?:\s|\+|%20){1,3})(?=[\w.~+/-]{0,200}(?:[a-z][A-Z]|\d|=))[\w.~+/=-]{8,}/gi,
    instead: `$1$2${REDACTED}`,
  },
  // `password=…`, `"token": "…"`, `X-Amz-Signature%3D…`, `sig=…`
  {
    pattern: new RegExp(
      `(${NAME}${QUOTE}?\\s{0,8}(?:=>|:=|=|%3D|%3A|(?:(?<=["'\\s2])|(?=:\\s)):)\\s{0,8})${NOT_AN_ID}${VALUE}`,
      'gi',
    ),
    instead: `$1${REDACTED}`,
  },
  { pattern: /([?&;](?:sig|code|hmac)=)[^&\s"'<>]{8,}/gi, instead: `$1${REDACTED}` },
  // `password:…`, but not the colons of ARNs and of actions.
  { pattern: new RegExp(`(?<!:)(${NAME}:)${NOT_AN_ID}(?!\\s)${VALUE}`, 'gi'), instead: `$1${REDACTED}` },
  // `mysql -p…` and `curl -u name:…`
  { pattern: /(\b(?:mysql|mariadb)[\w-]{0,20}\s[^\n;|]{0,200}?(?<=\s)-p)(?=\S)[^\s"']+/g, instead: `$1${REDACTED}` },
  { pattern: /((?<=\s)(?:-u|--user)[\s=]{1,4}["']?[^\s:"']{1,100}:)[^\s"']+/g, instead: `$1${REDACTED}` },
  // `--password …` and `the password is …`
  {
    pattern: new RegExp(`((?<![\\w-])(?=--?[a-z])${WORD}\\s{1,8})(?!-)${VALUE}`, 'gi'),
    instead: `$1${REDACTED}`,
  },
  {
    pattern:
      /((?:passw(?:or)?d|passphrase|pwd)\s{1,8}(?:is|was)\s{1,8})(?!(?:not|too|in|wrong|required|expired|empty|being|the|set|reset)\w*\b)\S+/gi,
    instead: `$1${REDACTED}`,
  },
];

/** Forty characters of base64 and no more: how AWS writes a secret access key. A digest in hexadecimal has one case only. */
const SECRET_KEY = /(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g;

function secretKey(text: string): string {
  const mixed = /[a-z]/.test(text) && /[A-Z]/.test(text) && /[\d/+]/.test(text);
  return mixed && text.split('/').length < 6 ? REDACTED : text;
}

/** A text of a record without what looks like a secret. Ids of access keys are kept: they say whose key it was. */
export function redactText(text: string): string {
  if (text.length < 8) return text;
  let left = text;
  for (const { pattern, instead = REDACTED } of LOOKS) left = left.replace(pattern, instead);
  return left.replace(SECRET_KEY, secretKey);
}
