/** The short form of a scan: a line for each alert as the bot would group them, and the counts that also end the long form. */
import type { Alert } from '../alert/alert';
import { LEVELS, type Level } from '../detect/level';
import { badge, counted, moment, number, originOf, sentenceOf, whenOf, whereOf } from './alert-facts';
import { byLevel } from './scan-text';
import { type Terminal, painted, span, wrap } from './terminal';

/** What a scan came to. */
export interface Totals {
  readonly files: number;
  readonly events: number;
  /** Of these, events that an earlier file or record had brought already. */
  readonly repeated: number;
  readonly matches: number;
  readonly problems: number;
  readonly unreadable: number;
  readonly rules: number;
  /** Event times of the first and the last event, in milliseconds. */
  readonly span: readonly [number, number] | undefined;
  /** Alerts that `--min-level` leaves out. */
  readonly hidden: number;
}

const BADGE = 10;
const TIME = 21;

export function* summaryLines(alerts: readonly Alert[], terminal: Terminal): Generator<string> {
  let level: Level | undefined;
  for (const alert of [...alerts].sort(byLevel)) {
    const mark = alert.level === level ? span('') : badge(alert.level);
    if (level !== undefined && mark.text !== '') yield '';
    level = alert.level;
    const first = `${painted(terminal, [mark])}${' '.repeat(BADGE - mark.text.length)}${painted(terminal, [span(moment(alert.firstAt), 'dim')])}  `;
    yield* wrap(terminal, sentenceOf(alert), BADGE + TIME, first);
    yield* wrap(terminal, [span(`${whereOf(alert)} · ${originOf(alert)}`, 'dim')], BADGE + TIME);
  }
  if (alerts.length > 0) yield '';
}

export function totalLines(alerts: readonly Alert[], totals: Totals, terminal: Terminal): string[] {
  const { events, files, repeated, rules, matches, hidden, problems, unreadable } = totals;
  const when = totals.span === undefined ? '' : `, ${whenOf({ firstAt: totals.span[0], lastAt: totals.span[1] })}`;
  const twice = repeated > 0 ? ` (${number(repeated)} of them twice)` : '';
  const read = `${counted(events, 'event')}${twice} in ${counted(files, 'file')}${when}, ${counted(rules, 'rule')}`;
  const found =
    alerts.length === 0
      ? [span('No alerts.', 'green')]
      : [...levelCounts(alerts), span(`  from ${counted(matches, 'match').replace('matchs', 'matches')}`)];
  const trouble = [
    problems > 0 ? counted(problems, 'bad record') : '',
    unreadable > 0 ? `${counted(unreadable, 'file')} not read, or not to the end` : '',
  ].filter((text) => text !== '');
  return [
    ...wrap(terminal, found, 0),
    ...(hidden > 0 ? wrap(terminal, [span(`${counted(hidden, 'alert')} below --min-level not shown`, 'dim')], 0) : []),
    ...wrap(terminal, [span(read, 'dim')], 0),
    ...(trouble.length > 0 ? wrap(terminal, [span(`${trouble.join(', ')}: see above`, 'yellow')], 0) : []),
  ];
}

function levelCounts(alerts: readonly Alert[]): ReturnType<typeof span>[] {
  const present = [...LEVELS]
    .reverse()
    .map((level) => [level, alerts.filter((alert) => alert.level === level).length] as const);
  const counts = present
    .filter(([, count]) => count > 0)
    .flatMap(([level, count]) => [span(', '), span(`${number(count)} ${level}`, ...badge(level).styles)]);
  return [span(`${counted(alerts.length, 'alert')}: `, 'bold'), ...counts.slice(1)];
}
