/**
 * The sentence of a correlation: the little language of `what` (`template.ts`) with three more holes, `{count}`, `{values}`
 * and `{timespan}`. All other fields are those of the latest event.
 */
import type { CloudTrailEvent, JsonObject } from '../source/event';
import type { Context } from './context';
import type { Numbers } from './correlation';
import { Findings } from './problems';
import type { Sentence } from './rule';
import { REDACTED, secretField } from './secrets';
import { compileSentence } from './sentence';
import { withFields } from './with-fields';

export type CorrelationSentence = (numbers: Numbers, event: CloudTrailEvent, context: Context) => Sentence;

/** As many values are handed to the sentence, which shows three and counts the rest. */
const MOST_VALUES = 1000;

/** `fields` are those whose values are counted. undefined when a problem was found. */
export function compileCorrelationSentence(
  text: string,
  timespan: string,
  fields: readonly string[],
  path: string,
  findings: Findings,
): CorrelationSentence | undefined {
  // Of a plain sentence's conventions those about failed attempts do not concern this one.
  const own = new Findings(findings.file, false);
  const render = compileSentence(text, path, own);
  for (const { severity, problem } of own.problems) if (severity === 'error') findings.error(path, problem);
  if (!render) return undefined;
  const secret = fields.some(secretField);
  return ({ count, values }, event, context) => {
    const known = values.length <= 1 ? (values[0] ?? null) : values.slice(0, MOST_VALUES);
    const numbers: JsonObject = { count, timespan, values: secret && known !== null ? REDACTED : known };
    // Whether the last of many calls failed says nothing about what they have in common.
    return render({ ...event, record: { ...event.record, ...numbers } }, withFields(context, { outcome: 'success' }));
  };
}
