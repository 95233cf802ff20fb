/** The difference a replay found: a page for people, or JSON with all of it. */
import type { RuleSet } from '../detect/rule-set';
import type { Past } from '../store/history';
import { badge, counted, moment, number, whenOf } from './alert-facts';
import type { Changed, Difference } from './replay-difference';
import type { ReplayAlert } from './replay-ledger';
import { type Span, type Terminal, clean, padded, painted, span, wrap } from './terminal';

export interface Replayed {
  readonly past: Past & { readonly events: number };
  /** What was asked for (milliseconds); the store may go back less far. */
  readonly since: number;
  readonly difference: Difference;
  /** Alerts before and after. */
  readonly totals: readonly [before: number, after: number];
  /** Compared with what was really told: so many alerts had begun before, and are left out. undefined: with other rules. */
  readonly told: number | undefined;
  readonly rules: RuleSet;
}

/** As many of each kind are shown; JSON has them all. */
const SHOWN = 40;
const DAY = 86_400_000;
const BADGE = 10;
const TIME = 18;

const LIMITS = [
  'Snoozes, acknowledgements and answers change nothing here.',
  'Events are taken in the order in which they happened, not in which they were read.',
  '"For the first time" is as the store has it; what it has let go counts as known.',
];

export function* replayLines(replayed: Replayed, terminal: Terminal): Generator<string> {
  const { past, since, difference, totals, told } = replayed;
  const { added, gone, levels, rules, same } = difference;
  const line = (...spans: Span[]): string => wrap(terminal, spans, 0).join('\n') + '\n';
  const [before, after] = totals;
  yield line(span(`${counted(past.events, 'event')}, ${whenOf({ firstAt: past.since, lastAt: past.until })}`, 'dim'));
  if (past.since - since > DAY)
    yield line(span(`The store goes back no further than ${moment(past.since)} UTC.`, 'yellow'));
  const was = told === undefined ? 'The rules as they are' : 'What was told';
  const is = told === undefined ? 'the changed rules' : 'the rules as they are now';
  yield line(
    span(`${was}: ${counted(before, 'alert')}; ${is}: ${counted(after, 'alert')}, ${number(same)} the same.`, 'bold'),
  );
  if (told !== undefined && told > 0)
    yield line(span(`${counted(told, 'alert')} had begun before, and are left out.`, 'dim'));

  yield* part('New', added, terminal, (one) => alertLines(one, terminal));
  yield* part('Gone', gone, terminal, (one) => alertLines(one, terminal));
  yield* part('Rated otherwise', levels, terminal, (one) => changedLines(one, terminal, false));
  yield* part('Told by another rule', rules, terminal, (one) => changedLines(one, terminal, true));

  const different = difference.byRule.filter((one) => one.before !== one.after);
  yield* part('By rule', different, terminal, (one) => [
    `  ${padded(`${number(one.before)} → ${number(one.after)}`, BADGE + 4)}${clean(one.title)}`,
  ]);
  if (added.length + gone.length + levels.length + rules.length === 0)
    yield `\n${line(span('No difference.', 'green'))}`;
  yield '\n';
  for (const limit of LIMITS) yield line(span(limit, 'dim'));
}

function* part<T>(
  title: string,
  list: readonly T[],
  terminal: Terminal,
  lines: (one: T) => readonly string[],
): Generator<string> {
  if (list.length === 0) return;
  yield `\n${painted(terminal, [span(`${title}: ${number(list.length)}`, 'bold')])}\n`;
  for (const one of list.slice(0, SHOWN)) yield `${lines(one).join('\n')}\n`;
  const more = list.length - SHOWN;
  if (more > 0) yield `  and ${number(more)} more: --format json has them all\n`;
}

function alertLines(alert: ReplayAlert, terminal: Terminal): readonly string[] {
  const { level, firstAt, what, count, account, title } = alert;
  const head = `  ${padded(painted(terminal, [badge(level)]), BADGE + hidden(terminal, alert))}${moment(firstAt).slice(0, 16)}  `;
  const times = count > 1 ? [span(`  ×${number(count)}`, 'bold', 'cyan')] : [];
  return [
    ...wrap(terminal, [span(clean(what)), ...times], 2 + BADGE + TIME, head),
    ...wrap(terminal, [span(`${clean(account)} · ${clean(title)}`, 'dim')], 2 + BADGE + TIME),
  ];
}

/** Characters that colour a badge take no room. */
function hidden(terminal: Terminal, { level }: ReplayAlert): number {
  return painted(terminal, [badge(level)]).length - badge(level).text.length;
}

function changedLines({ before, after }: Changed, terminal: Terminal, byRule: boolean): readonly string[] {
  const [first = '', ...rest] = alertLines(after, terminal);
  const was = byRule ? `was ${before.level}, by ${clean(before.title)}` : `was ${before.level}`;
  return [first, ...rest, ...wrap(terminal, [span(was, 'dim')], 2 + BADGE + TIME)];
}

/** One object, in pieces. */
export function* replayJson({ past, difference, totals, told }: Replayed): Generator<string> {
  const { added, gone, levels, rules, same, byRule } = difference;
  const head = {
    since: new Date(past.since).toISOString(),
    until: new Date(past.until).toISOString(),
    events: past.events,
    compared_with: told === undefined ? 'rules' : 'told',
    ...(told === undefined ? {} : { left_out: told }),
    alerts: { before: totals[0], after: totals[1], same },
    by_rule: byRule.map(({ ruleId: id, title, before, after }) => ({ id, title, before, after })),
  };
  yield JSON.stringify(head).slice(0, -1);
  yield* list('new', added, jsonOf);
  yield* list('gone', gone, jsonOf);
  yield* list('levels', levels, pairOf);
  yield* list('rules', rules, pairOf);
  yield '}\n';
}

function* list<T>(name: string, members: readonly T[], of: (one: T) => object): Generator<string> {
  yield `,${JSON.stringify(name)}:[`;
  for (const [index, one] of members.entries()) yield (index === 0 ? '' : ',') + JSON.stringify(of(one));
  yield ']';
}

function pairOf({ before, after }: Changed): object {
  return { before: jsonOf(before), after: jsonOf(after) };
}

function jsonOf({ ruleId, title, firstAt, lastAt, eventId, fingerprint: _fingerprint, ...rest }: ReplayAlert): object {
  const span = { first_at: new Date(firstAt).toISOString(), last_at: new Date(lastAt).toISOString() };
  return { ...rest, ...span, event_id: eventId, rule: { id: ruleId, title } };
}
