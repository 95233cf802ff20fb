/**
 * What happened, in one sentence that starts with who did it. Values of the record stay apart from our own words, so that
 * each reader can escape them; a call that failed says so by itself, whatever the rule's author wrote.
 */
import type { CloudTrailEvent } from '../source/event';
import type { Context } from './context';
import type { Findings } from './problems';
import type { Sentence } from './rule';
import { shown } from './shown';
import { type Hole, type OptionalPart, type Piece, parseTemplate } from './template';
import { infinitiveOf, tellsFailure } from './verbs';

export type Render = (event: CloudTrailEvent, context: Context) => Sentence;

type Words = (string | { readonly value: string })[];

const MISSING = '(not recorded)';

/** The sentence as plain text, values and words alike. */
export function plainText(sentence: Sentence): string {
  return sentence.map((part) => (typeof part === 'string' ? part : part.value)).join('');
}

/** undefined when a problem was found. */
export function compileSentence(text: string, path: string, findings: Findings): Render | undefined {
  const template = parseTemplate(text.replace(/\.\s*$/, ''), path, findings);
  if (!template) return undefined;
  const attempt = attemptOf(template);
  if (attempt === undefined) {
    const problem =
      'should start with {actor} and a verb in the past tense that verbs.ts lists, so that a failed attempt can be told';
    findings.convention(path, problem);
  }
  return (event, context) => {
    if (context.outcome === 'success') return tidy(fill(template, event, context));
    if (!attempt) return tidy([...triedToCall(event, context), ...ending(context)]);
    return tidy([...fill(attempt.template, event, context), ...ending(context, attempt.told)]);
  };
}

/** For rules that bring no sentence, as public Sigma rules do. */
export const callSentence: Render = (event, context) => {
  const on: Words = [' on ', { value: shown(event.source.replace(/\.amazonaws\.com$/, ''), '') }];
  if (context.outcome === 'success') return [actor(context), ' called ', { value: shown(event.name, '') }, ...on];
  return tidy([...triedToCall(event, context), ...on, ...ending(context)]);
};

/** Which sentence an event gets when `what` is a map of event names; names are compared without case. */
export function sentenceByName(sentences: ReadonlyMap<string, Render>): Render {
  const folded = new Map([...sentences].map(([name, render]) => [name.toLowerCase(), render]));
  const preset = folded.get('default') ?? callSentence;
  return (event, context) => (folded.get(event.name.toLowerCase()) ?? preset)(event, context);
}

interface Attempt {
  readonly template: readonly Piece[];
  /** The sentence says by itself that the call did not succeed. */
  readonly told: boolean;
}

/** `{actor} stopped logging …` as `{actor} tried to stop logging …`; undefined when the verb is not known. */
function attemptOf(template: readonly Piece[]): Attempt | undefined {
  const [who, words, ...rest] = template;
  if (typeof who !== 'object' || !('fields' in who) || who.fields[0]?.name !== 'ctx.actor' || typeof words !== 'string')
    return undefined;
  const [, first = '', and = '', second = '', tail = ''] = /^ (\w+)(?:( and )(\w+))?(.*)$/s.exec(words) ?? [];
  if (tellsFailure(first)) return { template, told: true };
  const verb = infinitiveOf(first);
  if (verb === undefined) return undefined;
  return { template: [who, ` tried to ${verb}${and}${infinitiveOf(second) ?? second}${tail}`, ...rest], told: false };
}

function triedToCall(event: CloudTrailEvent, context: Context): Words {
  return [actor(context), ' tried to call ', { value: shown(event.name, '') }];
}

/** EC2's answer to a dry run is an error that says the caller may do it. */
const DRY_RUN = /^(?:Client\.)?DryRunOperation$/;

function ending({ outcome, error }: Context, told = false): Words {
  if (error !== undefined && DRY_RUN.test(error)) return [' (dry run)'];
  const what = told ? '' : outcome === 'denied' ? ' and was denied' : ' but it failed';
  return error === undefined ? [what] : [`${what} (`, { value: shown(error, '') }, ')'];
}

function actor(context: Context): { readonly value: string } {
  return { value: shown(context.actor, '') };
}

function fill(template: readonly Piece[], event: CloudTrailEvent, context: Context): Words {
  const words: Words = [];
  for (const piece of template) {
    if (typeof piece === 'string') words.push(piece);
    else if ('fields' in piece) words.push(valueOf(piece, event, context) ?? { value: MISSING });
    else words.push(...optionalWords(piece, event, context));
  }
  return words;
}

function optionalWords({ optional }: OptionalPart, event: CloudTrailEvent, context: Context): Words {
  const words: Words = [];
  for (const part of optional) {
    const word = typeof part === 'string' ? part : valueOf(part, event, context);
    if (word === undefined) return [];
    words.push(word);
  }
  return words;
}

function valueOf({ fields }: Hole, event: CloudTrailEvent, context: Context): { readonly value: string } | undefined {
  for (const field of fields) {
    const text = shown(field.get(event, context) ?? null, field.name);
    if (text !== '') return { value: text };
  }
  return undefined;
}

/** Joins neighbouring words and closes the gap a dropped part leaves. */
function tidy(words: Words): Sentence {
  const parts: Words = [];
  for (const word of words) {
    const last = parts.at(-1);
    if (typeof word !== 'string' || typeof last !== 'string') parts.push(word);
    else parts[parts.length - 1] = last.endsWith(' ') ? last + word.trimStart() : last + word;
  }
  const end = parts.at(-1);
  if (typeof end === 'string') parts[parts.length - 1] = end.trimEnd();
  return parts.filter((part) => part !== '');
}
