/** Correlations written as short as a test's sentence, run over events given as `rule@seconds`, in memory, page by page. */
import { parse } from 'yaml';
import { type CompiledCorrelation, compileCorrelation } from '../../src/detect/compile-correlation';
import type { CompileOptions } from '../../src/detect/compile-rule';
import { NO_MARKS, NO_SETTINGS } from '../../src/detect/context';
import type { Burst, CorrelationChanges, CorrelationsKnown, Entry } from '../../src/detect/correlation';
import { matchFirings } from '../../src/detect/correlation-match';
import { type Firing, correlate, entriesOf, spansOf } from '../../src/detect/correlation-run';
import { type CorrelationSet, tieCorrelations } from '../../src/detect/correlation-set';
import { detect } from '../../src/detect/detect';
import { wordsOf } from '../../src/detect/problems';
import type { RuleSet } from '../../src/detect/rule-set';
import type { Match, Rule } from '../../src/detect/rule';
import type { CloudTrailEvent } from '../../src/source/event';
import { NOON, eventOf, ruleOf } from './given';

export const SECOND = 1000;

/** A base rule whose name is the event name it matches. */
export function base(name: string, keys: Record<string, unknown> = {}): Rule {
  return ruleOf(`{ s: { eventName: ${name} }, condition: s }`, {
    title: `Rule ${name}`,
    id: `id-${name}`,
    name,
    ...keys,
  });
}

export function compiledCorrelation(
  section: string,
  keys: Record<string, unknown> = {},
  options: CompileOptions = {},
): CompiledCorrelation {
  // Later keys of the section replace earlier ones.
  const correlation = parse(section, { uniqueKeys: false }) as unknown;
  return compileCorrelation({ title: 'C', correlation, ...keys }, 'rules/c.yml', options);
}

export function correlationErrors(section: string, keys: Record<string, unknown> = {}): string[] {
  return compiledCorrelation(section, keys)
    .problems.filter(({ severity }) => severity === 'error')
    .map((one) => wordsOf({ ...one, file: '' }));
}

/** Ties correlations (`title` to section) to base rules a, b, c and d. */
export function tied(sections: Record<string, string>, keys: Record<string, unknown> = {}): CorrelationSet {
  const compiled = Object.entries(sections).map(([title, section]) => {
    const { correlation, problems } = compiledCorrelation(section, { title, name: title, id: `id-${title}`, ...keys });
    if (!correlation) throw new Error(problems.map(wordsOf).join('\n'));
    return correlation;
  });
  return tieCorrelations(
    compiled,
    ['a', 'b', 'c', 'd'].map((name) => base(name)),
  );
}

export function ruleSetOf(correlations: CorrelationSet): RuleSet {
  return { rules: [...correlations.parts], correlations, filters: [], adjustments: [], disabled: [], problems: [] };
}

/** `a@10` is an event of rule a at second 10; more fields by name. */
export function at(spec: string, fields: Record<string, unknown> = {}): CloudTrailEvent {
  const [name = '', second = '0'] = spec.split('@');
  const eventTime = new Date(NOON - 3600 * SECOND + Number(second) * SECOND).toISOString();
  return eventOf({ eventName: name, eventTime, user: 'u', ...fields });
}

/** The store, as a list of rows. */
export class Memory {
  entries: Entry[] = [];
  bursts: Burst[] = [];

  known(): CorrelationsKnown {
    const of =
      <T extends { correlation: string; group: string }>(list: readonly T[]) =>
      (correlation: string, group: string): T[] =>
        list.filter((one) => one.correlation === correlation && one.group === group);
    return { entries: of(this.entries), bursts: of(this.bursts) };
  }

  write({ removed, added, merged, bursts }: CorrelationChanges): void {
    const key = (one: Entry): string => [one.correlation, one.group, one.eventId, one.rule, one.value].join('|');
    const burstKey = (one: Burst): string => [one.correlation, one.group, one.from].join('|');
    const gone = new Set(removed.map(key));
    const have = new Set(this.entries.map(key));
    this.entries = [...this.entries, ...added.filter((one) => !have.has(key(one)))].filter(
      (one) => !gone.has(key(one)),
    );
    const replaced = new Set([...merged, ...bursts].map(burstKey));
    this.bursts = [...this.bursts.filter((one) => !replaced.has(burstKey(one))), ...bursts];
  }
}

export interface Run {
  readonly firings: readonly Firing[];
  readonly matches: readonly Match[];
  readonly memory: Memory;
}

/** Pages of events through detection and correlation, one after the other. */
export function run(set: CorrelationSet, pages: readonly (readonly CloudTrailEvent[])[], memory = new Memory()): Run {
  const rules = ruleSetOf(set);
  const firings: Firing[] = [];
  const matches: Match[] = [];
  for (const page of pages) {
    const entries = entriesOf(detect(page, rules, NO_SETTINGS, NO_MARKS), set);
    spansOf(entries, set);
    const done = correlate(entries, set, memory.known());
    memory.write(done.changes);
    firings.push(...done.firings);
    matches.push(...matchFirings(done.firings, pages.flat(), rules, NO_SETTINGS, NO_MARKS));
  }
  return { firings, matches, memory };
}

/** What fires when all events come at once, as `title count`. */
export function fired(sections: Record<string, string>, events: readonly CloudTrailEvent[]): string[] {
  return run(tied(sections), [events]).firings.map(({ correlation, count }) => `${correlation.rule.title} ${count}`);
}
