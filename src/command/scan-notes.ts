/** What a scan tells on stderr: what could not be read, what is wrong with rules, and while it runs, how far it is. */
import type { RuleSet } from '../detect/load-rules';
import { wordsOf } from '../detect/problems';
import { reasonOf } from '../error';
import type { RecordProblem } from '../source/event';
import type { FileReport } from '../source/file';
import { counted, number } from './alert-facts';
import type { Io } from './io';
import { clean, painted, span, terminalOf } from './terminal';

/** Bad records told one by one for each file; the rest are counted. */
const MOST_TOLD = 5;
/** Milliseconds between two drawings of the progress bar. */
const PACE = 100;

export class ScanNotes {
  /** Something could not be read to its end. */
  trouble = false;
  private told = 0;
  private drawn = false;
  private drawnAt = 0;
  private readonly failing = new Set<string>();
  private readonly terminal;
  private readonly hasBar: boolean;

  constructor(
    private readonly io: Io,
    /** False where the bar would stand among the output. */
    bar: boolean,
  ) {
    this.terminal = terminalOf(io.stderr, io.env);
    this.hasBar = bar && io.stderr.isTTY === true && io.env.TERM !== 'dumb';
  }

  rules({ problems, disabled }: RuleSet): void {
    const errors = problems.filter(({ severity }) => severity === 'error');
    for (const problem of errors) this.say('rule set aside', wordsOf(problem));
    const told = new Set(errors.map(({ file }) => file));
    for (const { file, shipped, reason } of disabled) {
      // Ours that wait for a placeholder stand in the catalogue; whoever scans did not ask for them.
      if (!shipped && !told.has(file) && !reason.startsWith('disabled in'))
        this.say('rule not run', `${file}: ${reason}`);
    }
  }

  problem({ place, problem }: RecordProblem): void {
    this.told += 1;
    if (this.told <= MOST_TOLD) this.say('bad record', `${place}: ${problem}`);
  }

  file({ file, fault, note, events, problems }: FileReport): void {
    const more = this.told - MOST_TOLD;
    if (more > 0) this.say('bad record', `${file}: and ${number(more)} more, ${number(problems)} in all`);
    this.told = 0;
    if (note !== undefined) this.say('note', `${file}: ${note}`);
    if (fault === undefined) return;
    this.trouble = true;
    const rest = events > 0 ? ` (read so far: ${counted(events, 'event')})` : '';
    this.say('unreadable', `${file}: ${fault}${rest}`);
  }

  /** A rule that failed is told once. */
  fault(error: unknown, rule: string): void {
    if (this.failing.has(rule)) return;
    this.failing.add(rule);
    this.say('rule failed', `${rule}: ${reasonOf(error)}`);
  }

  failure(error: unknown): void {
    this.trouble = true;
    this.say('failed', reasonOf(error));
  }

  /** Bytes read and in all (0: unknown). */
  progress(read: number, total: number, found: string): void {
    const now = this.io.now();
    if (!this.hasBar || now - this.drawnAt < PACE) return;
    this.drawnAt = now;
    this.drawn = true;
    const part = total > 0 ? Math.min(1, read / total) : undefined;
    const full = Math.round((part ?? 0) * 24);
    const bar = part === undefined ? [] : [span('━'.repeat(full), 'green'), span('━'.repeat(24 - full), 'dim')];
    const percent =
      part === undefined ? `${(read / 1024 / 1024).toFixed(0)} MB` : `${String(Math.floor(part * 100)).padStart(3)} %`;
    this.io.stderr.write(`\r\u001b[2K${painted(this.terminal, [...bar, span(` ${percent}  ${found}`)])}`);
  }

  /** Takes the bar away, before anything else is written. */
  clear(): void {
    if (this.drawn) this.io.stderr.write('\r\u001b[2K');
    this.drawn = false;
  }

  private say(kind: string, words: string): void {
    this.clear();
    this.io.stderr.write(
      `${painted(this.terminal, [span(`${kind}: `, kind === 'note' ? 'dim' : 'yellow')])}${clean(words)}\n`,
    );
  }
}
