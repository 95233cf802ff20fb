/**
 * `trailwarden posture`: how well the trails of each account are set up, with no Slack and no store. Each finding says why it
 * matters and what to do next; what could not be read or cannot be checked is listed.
 */
import { type AccountPosture, type Finding, type Posture, postureOf } from '../alert/posture';
import type { Clock } from '../clock';
import { loadConfig } from '../config';
import { compareLevels } from '../detect/level';
import { AppError } from '../error';
import { postureSummary } from '../notify/posture';
import { lookupEventsSource } from '../source/lookup-events';
import { badge } from './alert-facts';
import { EXIT, type Io } from './io';
import { type Terminal, clean, painted, span, terminalOf, wrap } from './terminal';
import { orTrouble } from './trouble';

export interface PostureOptions {
  readonly config: string | undefined;
  /** `text` (the default) or `json`. */
  readonly format: string | undefined;
  readonly clock: Clock;
}

const INDENT = 2;

/** Resolves to 1 when something of at least medium was found, else 0; to 2 when it could not be done. */
export function postureCommand(options: PostureOptions, io: Io): Promise<number> {
  return orTrouble(io, async () => {
    const { config: file, format = 'text', clock } = options;
    if (format !== 'text' && format !== 'json') {
      throw new AppError('format', `--format: expected text or json, found ${format}`);
    }
    const { accounts, firstRead } = loadConfig({ file, folder: io.folder, environment: io.env, slack: false });
    const source = lookupEventsSource({ accounts, clock, firstRead, log: () => undefined });
    try {
      const posture = postureOf(await source.trails());
      const terminal = terminalOf(io.stdout, io.env);
      const text =
        format === 'json' ? JSON.stringify(posture, null, 2) : [...postureLines(posture, terminal)].join('\n');
      io.stdout.write(`${text}\n`);
      return posture.findings.some(({ level }) => compareLevels(level, 'medium') >= 0) ? EXIT.found : EXIT.done;
    } finally {
      source.close();
    }
  });
}

function* postureLines(posture: Posture, terminal: Terminal): Generator<string> {
  for (const account of posture.accounts) {
    yield* accountLines(account, terminal);
    yield '';
  }
  yield 'Not checked, as CloudTrail does not tell:';
  for (const { what, how } of posture.notChecked) {
    yield* wrap(terminal, [span(`${what}: `), span(how, 'cyan')], INDENT + 2, `${' '.repeat(INDENT)}- `);
  }
  yield '';
  yield postureSummary(posture);
}

function* accountLines(
  { label, trails, findings, passed, unknown }: AccountPosture,
  terminal: Terminal,
): Generator<string> {
  const names = trails.length === 0 ? '' : `: ${trails.join(', ')}`;
  yield* wrap(terminal, [span(clean(label), 'bold'), span(clean(names))], INDENT, '');
  for (const finding of findings) yield* findingLines(finding, terminal);
  for (const { title } of passed) {
    yield* wrap(
      terminal,
      [span(title)],
      INDENT + 4,
      `${' '.repeat(INDENT)}${painted(terminal, [span('ok', 'green')])}  `,
    );
  }
  for (const { title, reason } of unknown) {
    yield* wrap(
      terminal,
      [span(`${title}: not known, `), span(clean(reason))],
      INDENT + 4,
      `${' '.repeat(INDENT)}?   `,
    );
  }
}

function* findingLines({ level, title, why, nextSteps }: Finding, terminal: Terminal): Generator<string> {
  const mark = badge(level);
  const indent = INDENT + mark.text.length + 2;
  const first = `${' '.repeat(INDENT)}${painted(terminal, [mark])}  `;
  yield* wrap(terminal, [span(clean(title), 'bold')], indent, first);
  yield* wrap(terminal, [span(clean(why))], INDENT + 2);
  for (const [at, step] of nextSteps.entries()) {
    yield* wrap(terminal, [span(clean(step))], INDENT + 5, `${' '.repeat(INDENT + 2)}${at + 1}. `);
  }
}
