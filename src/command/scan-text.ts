/**
 * The alerts of a scan as cards for reading: the worst first; alerts of one rule share a card, so that its guidance is read
 * once and repeats are counted instead of printed.
 */
import type { Alert } from '../alert/alert';
import { compareLevels } from '../detect/level';
import { badge, counted, moment, originOf, sentenceOf, whenOf, whereOf, whoOf } from './alert-facts';
import { type Span, type Terminal, clean, painted, span, wrap } from './terminal';

/** As many alerts of one card are shown; the others are counted. */
const MOST_SHOWN = 12;
const LABEL = 8;
const TIME = 23;

type Card = readonly [Alert, ...Alert[]];

export function* textLines(alerts: readonly Alert[], terminal: Terminal): Generator<string> {
  const guided = new Set<string>();
  for (const card of cardsOf(alerts)) {
    const [{ ruleId }] = card;
    yield* headLines(card, terminal);
    yield* card.length === 1 ? factLines(card[0], terminal) : listLines(card, terminal);
    yield* guidanceLines(card[0], guided.has(ruleId), terminal);
    guided.add(ruleId);
    yield* smallPrint(card, terminal);
    yield '';
  }
}

/** Worst first, and among equals in the order of events. */
export function byLevel(a: Alert, b: Alert): number {
  return compareLevels(b.level, a.level) || a.firstAt - b.firstAt || (a.id < b.id ? -1 : 1);
}

function cardsOf(alerts: readonly Alert[]): readonly Card[] {
  const cards = new Map<string, [Alert, ...Alert[]]>();
  for (const alert of [...alerts].sort(byLevel)) {
    const key = `${alert.level} ${alert.ruleId}`;
    const card = cards.get(key);
    if (card) card.push(alert);
    else cards.set(key, [alert]);
  }
  return [...cards.values()];
}

/** One alert is its sentence; several stand under what they have in common, their rule. */
function headLines(card: Card, terminal: Terminal): string[] {
  const [first] = card;
  const mark = badge(first.level);
  const indent = mark.text.length + 2;
  const events = card.reduce((sum, { count }) => sum + count, 0);
  const head =
    card.length === 1
      ? sentenceOf(first)
      : [
          span(clean(first.content.title), 'bold'),
          span(` — ${counted(card.length, 'alert')}, ${counted(events, 'event')}`, 'cyan'),
        ];
  return wrap(terminal, head, indent, `${painted(terminal, [mark])}  `);
}

function factLines(alert: Alert, terminal: Terminal): string[] {
  return ['', ...labelled(alert, terminal)];
}

function labelled(alert: Alert, terminal: Terminal): string[] {
  const facts: [string, string][] = [
    ['Who', whoOf(alert)],
    ['Where', whereOf(alert)],
    ['From', originOf(alert)],
    ['When', whenOf(alert)],
    ...alert.content.reasons.map((reason): [string, string] => ['Risk', clean(reason)]),
  ];
  return facts.flatMap(([label, text], index) => {
    const shown = facts[index - 1]?.[0] === label ? '' : label;
    return wrap(terminal, [span(text)], LABEL, painted(terminal, [span(`  ${shown}`.padEnd(LABEL), 'dim')]));
  });
}

function listLines(card: Card, terminal: Terminal): string[] {
  const lines = card.slice(0, MOST_SHOWN).flatMap((alert) => {
    const until = alert.lastAt > alert.firstAt ? [`last ${sinceThen(alert)}`] : [];
    const details = [...until, whereOf(alert), originOf(alert), ...alert.content.reasons.map(clean)].join(' · ');
    return [
      ...wrap(terminal, sentenceOf(alert), TIME, painted(terminal, [span(`  ${moment(alert.firstAt)}  `, 'dim')])),
      ...wrap(terminal, [span(details, 'dim')], TIME),
    ];
  });
  const rest = card.slice(MOST_SHOWN);
  const events = rest.reduce((sum, { count }) => sum + count, 0);
  const more = `… and ${counted(rest.length, 'more alert')} with ${counted(events, 'event')}; --format summary lists them all`;
  return ['', ...lines, ...(rest.length > 0 ? wrap(terminal, [span(more, 'dim')], TIME) : [])];
}

/** The last time, without the date where it is the first one's. */
function sinceThen({ firstAt, lastAt }: Alert): string {
  const [first, last] = [moment(firstAt), moment(lastAt)];
  return first.slice(0, 10) === last.slice(0, 10) ? last.slice(11) : last;
}

function guidanceLines({ content: { why, nextSteps } }: Alert, isKnown: boolean, terminal: Terminal): string[] {
  if (why === undefined && nextSteps.length === 0) return [];
  if (isKnown) return ['', ...wrap(terminal, [span('Why it matters and what to do: as above.', 'dim')], 2)];
  const heading = (text: string): string[] => ['', painted(terminal, [span(`  ${text}`, 'bold')])];
  const steps = nextSteps.flatMap((step, index) => wrap(terminal, [span(clean(step))], 7, `    ${index + 1}. `));
  return [
    ...(why === undefined ? [] : [...heading('Why it matters'), ...wrap(terminal, [span(clean(why))], 4)]),
    ...(steps.length === 0 ? [] : [...heading('What to do next'), ...steps]),
  ];
}

function smallPrint(card: Card, terminal: Terminal): string[] {
  const [{ content }] = card;
  const also = [...new Set(card.flatMap((alert) => alert.content.also))];
  const parts = [`${content.title}, by ${content.author}`];
  if (card.length === 1) parts.push(`event ${content.eventId}`);
  if (also.length > 0)
    parts.push(`also matched: ${also.slice(0, 3).join(', ')}${also.length > 3 ? ` and ${also.length - 3} more` : ''}`);
  const print: Span = span(clean(parts.join(' · ')), 'dim');
  return ['', ...wrap(terminal, [print], 2)];
}
