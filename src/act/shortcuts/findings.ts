/**
 * What can be looked up of a message that somebody wrote: addresses, ARNs, e-mail addresses, access keys and ids of events, where a
 * text is exactly one of them. Pure. What is found is the writer's own text: escape it.
 */
import { parseAddress } from '../../detect/address';
import { parseLinkPrincipal } from '../../people/link';

export interface Finding {
  /** What it is, to be shown. */
  readonly text: string;
  /** What answers it, as typed after the slash command. */
  readonly command: string;
}

const MOST = 5;
/** Of a message; Slack takes 40,000 characters in one. */
const LONGEST = 10_000;

/** What comes first takes its characters: an ARN may hold an e-mail address. undefined where it only looks like one. */
const KINDS: readonly (readonly [RegExp, (text: string) => string | undefined])[] = [
  [/\barn:aws[\w-]{0,20}:[\w-]{1,40}:[\w-]{0,30}:\d{0,12}:[\w+=,.@:/-]{1,250}/g, commandOfArn],
  [/(?<![\w-])[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?![\w-])/gi, (text) => `event ${text.toLowerCase()}`],
  [/(?<![A-Za-z\d/+])A[KS]IA[A-Z\d]{16}(?![A-Za-z\d/+])/g, (text) => `who key:${text}`],
  [
    /(?<![\w.+@-])[\w.+-]{1,64}@[a-z\d](?:[a-z\d.-]{0,180}[a-z\d])?\.[a-z]{2,24}(?![\w@-])/gi,
    (text) => `who ${text.toLowerCase()}`,
  ],
  [/(?<![\w.:-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)/g, commandOfAddress],
  [/(?<![\w.:])[\da-f:]{6,39}(?![\w:]|\.\d)/gi, commandOfAddress],
];

/** As they stand in the text, each once, five at most. */
export function findingsIn(written: string): readonly Finding[] {
  let text = withoutMarkup(written.slice(0, LONGEST));
  const found: (Finding & { readonly at: number })[] = [];
  for (const [pattern, commandOf] of KINDS) {
    text = text.replace(pattern, (match: string, at: number) => {
      const exact = match.replace(/[.,:/=-]+$/, '');
      const command = commandOf(exact);
      if (command === undefined) return match;
      found.push({ text: exact, command, at });
      return ' '.repeat(match.length);
    });
  }
  const inOrder = found.sort((a, b) => a.at - b.at);
  const once = new Map(inOrder.map((one) => [one.command, { text: one.text, command: one.command }]));
  return [...once.values()].slice(0, MOST);
}

/** Slack writes mentions and links in angle brackets, with what they show after a bar. */
function withoutMarkup(text: string): string {
  return text
    .toWellFormed()
    .replace(/<mailto:([^<>|]*)(?:\|[^<>]*)?>/g, ' $1 ')
    .replace(/<[@#!][^<>]*>/g, ' ')
    .replace(/<[^<>|]*\|([^<>]*)>/g, ' $1 ')
    .replace(/&(?:lt|gt|amp);/g, ' ');
}

/** Of a principal, what it did; of anything else, what was done to it. */
function commandOfArn(arn: string): string {
  return 'key' in parseLinkPrincipal(arn) ? `who ${arn}` : `recent resource:${arn}`;
}

function commandOfAddress(text: string): string | undefined {
  return parseAddress(text) === undefined || /^[:0]+$/.test(text) ? undefined : `who ${text.toLowerCase()}`;
}
