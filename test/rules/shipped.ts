/** The rules that ship, loaded once for the tests that read them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ContextSettings, NO_MARKS, NO_SETTINGS } from '../../src/detect/context';
import { detectOne } from '../../src/detect/detect';
import { type RuleSet, loadRules } from '../../src/detect/load-rules';
import type { Match } from '../../src/detect/rule';
import type { Content } from '../../src/alert/alert';
import { leadMatches } from '../../src/alert/lead';
import { isProblem, parseEvent } from '../../src/source/event';
import { decided, event, NOON } from '../fixtures';
import { ROOT } from '../harness';

export const SHIPPED: RuleSet = loadRules({
  folders: [{ path: join(ROOT, 'rules'), shipped: true }],
  disable: [],
  levels: {},
  placeholders: { own_accounts: ['111122223333'] },
  staging: [],
});

export interface Row {
  readonly source: string;
  readonly name: string;
  readonly section: string;
  readonly notes: string;
}

/** Every event the seeds name, with the source and name that CloudTrail records. */
export const ROWS: readonly Row[] = readFileSync(join(__dirname, 'events.csv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [source = '', name = '', section = '', , , ...notes] = line.split(',');
    return { source, name, section, notes: notes.join(',') };
  });

/** The leading match of a record with usual fields, `fields` in place of its own. */
export function leading(fields: Record<string, unknown>, settings: ContextSettings = NO_SETTINGS): Match | undefined {
  return leadMatches(detectOne(event({ requestParameters: null, ...fields }), SHIPPED, settings, NO_MARKS))[0]?.[0];
}

/** The leading match of nothing but what is given. */
export function leadingBare(fields: Record<string, unknown>): Match | undefined {
  const parsed = parseEvent(fields, 'a test', NOON);
  if (isProblem(parsed)) throw new Error(parsed.problem);
  return leadMatches(detectOne(parsed, SHIPPED, NO_SETTINGS, NO_MARKS))[0]?.[0];
}

/** What people read of a match. */
export function contentOf(match: Match): Content {
  const [change] = decided([match]).changes;
  if (!change) throw new Error('a match opens an alert');
  return change.alert.content;
}
