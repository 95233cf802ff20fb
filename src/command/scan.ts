/**
 * `trailwarden scan`: the bot's own pipeline over CloudTrail files, with a ledger in memory, no routes, and a printer in
 * Slack's place. It loads neither Slack nor AWS nor the database.
 */
import { loadConfig } from '../config';
import { type Level, compareLevels } from '../detect/level';
import type { Match } from '../detect/rule';
import { contextFrom } from '../engine';
import { packageRoot } from '../package-root';
import { type TickCounts, tick } from '../pipeline';
import { fileSource } from '../source/file';
import type { Source } from '../source/source';
import { counted } from './alert-facts';
import { EXIT, type Io } from './io';
import { matchLine } from './ndjson';
import { Outlet } from './outlet';
import { ruleSetOf } from './rule-set';
import { type ScanLedger, scanLedger } from './scan-ledger';
import { ScanNotes } from './scan-notes';
import { type ScanOptions, type ScanRequest, requestOf } from './scan-options';
import { summaryLines, totalLines } from './scan-summary';
import { textLines } from './scan-text';
import { terminalOf } from './terminal';
import { orTrouble } from './trouble';

export type { ScanOptions } from './scan-options';

/** Resolves to the exit code: 1 when `--fail-on` was reached, 2 when something could not be read or done, else 0. */
export function scan(options: ScanOptions, io: Io): Promise<number> {
  return orTrouble(io, () => run(requestOf(options, io.stdin.isTTY === true), io));
}

async function run(request: ScanRequest, io: Io): Promise<number> {
  const config = loadConfig({ file: request.config, folder: io.folder, environment: io.env, slack: false });
  const rules = ruleSetOf(config, request, packageRoot());
  const notes = new ScanNotes(io, request.format !== 'ndjson' || io.stdout.isTTY !== true);
  const out = new Outlet(io.stdout);
  const ledger = scanLedger();
  const now = io.now();
  let files = 0;
  let unreadable = 0;
  let worst: Level | undefined;
  notes.rules(rules);
  const source = fileSource(request.files, {
    readAt: now,
    stdin: io.stdin,
    onFile: (report) => {
      if (report.note === undefined) files += 1;
      if (report.fault !== undefined) unreadable += 1;
      notes.file(report);
    },
    onProgress: (read, total) => notes.progress(read, total, counted(ledger.alerts.size, 'alert')),
  });
  const page = (matches: readonly Match[]): void => {
    for (const match of matches) {
      const { level } = match.rating;
      if (worst === undefined || compareLevels(level, worst) > 0) worst = level;
      if (request.format === 'ndjson' && compareLevels(level, request.minLevel) >= 0) out.write(matchLine(match));
    }
  };
  const counts = await tick(
    {
      source: paced(source, out),
      ledger,
      rules,
      context: contextFrom(config),
      routes: [],
      merge: config.merge,
      ask: false,
      businessHours: config.businessHours,
      watch: {
        page,
        problem: (problem) => notes.problem(problem),
        fault: (error, _event, rule) => notes.fault(error, rule),
        laneFailed: (error) => notes.failure(error),
      },
    },
    now,
  );
  notes.clear();
  if (request.format !== 'ndjson') {
    await print(request, ledger, { ...counts, files, unreadable, rules: rules.rules.length }, out, io);
  }
  await out.end();
  if (out.failure) notes.failure(out.failure);
  if (notes.trouble) return EXIT.trouble;
  const { failOn } = request;
  return failOn !== undefined && worst !== undefined && compareLevels(worst, failOn) >= 0 ? EXIT.found : EXIT.done;
}

type Counted = TickCounts & { readonly files: number; readonly unreadable: number; readonly rules: number };

async function print(request: ScanRequest, ledger: ScanLedger, counts: Counted, out: Outlet, io: Io): Promise<void> {
  const terminal = terminalOf(io.stdout, io.env);
  const all = [...ledger.alerts.values()];
  const alerts = all.filter(({ level }) => compareLevels(level, request.minLevel) >= 0);
  const lines = request.format === 'summary' ? summaryLines : textLines;
  for (const line of lines(alerts, terminal)) {
    await out.ready();
    if (out.closed) return;
    out.write(`${line}\n`);
  }
  const totals = {
    ...counts,
    repeated: counts.events - counts.fresh,
    span: ledger.span(),
    hidden: all.length - alerts.length,
  };
  for (const line of totalLines(alerts, totals, terminal)) out.write(`${line}\n`);
}

/** Reads no faster than the output is read, and no further when nobody reads it any more. */
function paced(source: Source, out: Outlet): Source {
  return {
    async lanes() {
      return (await source.lanes()).map((lane) => ({
        id: lane.id,
        async *pages(progress, now) {
          for await (const page of lane.pages(progress, now)) {
            yield page;
            await out.ready();
            if (out.closed) return;
          }
        },
      }));
    },
  };
}
