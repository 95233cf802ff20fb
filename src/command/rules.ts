/** `trailwarden rules list | lint | test`: what the rules are, what is wrong with them, and whether their own tests hold. */
import { loadConfig } from '../config';
import type { RuleSet } from '../detect/load-rules';
import { AppError } from '../error';
import { packageRoot } from '../package-root';
import { EXIT, type Io } from './io';
import { Outlet } from './outlet';
import { type RuleChoice, ruleSetOf } from './rule-set';
import { type RuleFilters, filterOf, listLines } from './rules-list';
import { markdownLines } from './rules-markdown';
import { lintReport, testReport } from './rules-report';
import { wordOf } from './scan-options';
import { terminalOf } from './terminal';
import { orTrouble } from './trouble';

export type RulesAction = 'list' | 'lint' | 'test';

/** As typed: words are checked here, so that every usage error reads alike. */
export interface RulesOptions extends RuleChoice, RuleFilters {
  readonly config: string | undefined;
  /** `text` (preset), `ndjson`, `json` or `markdown`; for list. */
  readonly format: string | undefined;
}

const FORMATS = ['text', 'ndjson', 'json', 'markdown'] as const;

/** Resolves to the exit code: 1 for lint errors and failing tests, 2 when the command cannot be done, else 0. */
export function rulesCommand(action: RulesAction, options: RulesOptions, io: Io): Promise<number> {
  return orTrouble(io, async () => {
    const out = new Outlet(io.stdout);
    const { lines, code } = run(action, options, io);
    for (const line of lines) {
      await out.ready();
      out.write(`${line}\n`);
    }
    await out.end();
    return code;
  });
}

interface Report {
  readonly lines: readonly string[];
  readonly code: number;
}

function run(action: RulesAction, options: RulesOptions, io: Io): Report {
  const terminal = terminalOf(io.stdout, io.env);
  const format = wordOf('--format', options.format, FORMATS) ?? 'text';
  const isWanted = filterOf(options);
  const config = loadConfig({ file: options.config, folder: io.folder, environment: io.env, slack: false });
  let set: RuleSet;
  try {
    set = ruleSetOf(config, options, packageRoot());
  } catch (error) {
    // One of ours is broken: the error lists every problem, which is what lint was asked for.
    if (action !== 'lint' || !(error instanceof AppError) || error.code !== 'rules') throw error;
    return { lines: error.message.split('\n'), code: EXIT.found };
  }
  if (action === 'lint') return withCode(lintReport(set, terminal));
  const rules = set.rules.filter(isWanted);
  if (action === 'test') return withCode(testReport({ ...set, rules }, terminal));
  if (format === 'markdown') return { lines: markdownLines(rules, set), code: EXIT.done };
  return { lines: listLines(rules, set, format, terminal), code: EXIT.done };
}

function withCode({ lines, ok }: { readonly lines: readonly string[]; readonly ok: boolean }): Report {
  return { lines, code: ok ? EXIT.done : EXIT.found };
}
