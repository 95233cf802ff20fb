#!/usr/bin/env node
/**
 * The command line. The only file that touches the process: its arguments, environment, streams, signals and exit code.
 * Each command is loaded when it is asked for, so that a scan never loads Slack, AWS or the database.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { SYSTEM_CLOCK } from './clock';
import type { AuditOptions } from './command/audit';
import type { Io } from './command/io';
import type { ReplayOptions } from './command/replay';
import type { RulesAction, RulesOptions } from './command/rules';
import type { ScanOptions } from './command/scan';
import { AppError } from './error';
import { packageRoot } from './package-root';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const ROOT = packageRoot();
const io: Io = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  folder: process.cwd(),
  now: () => SYSTEM_CLOCK.now(),
};

function program(): Command {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const trailwarden = new Command('trailwarden')
    .description('Reads CloudTrail, says in Slack what happened and what to do next, and lets people act.')
    .version(version)
    .showHelpAfterError('(trailwarden --help tells more)')
    .exitOverride();
  trailwarden
    .command('start')
    .description('run the bot until it is told to stop')
    .addOption(configOption())
    .action(async (options: { config?: string }) => {
      const stopped = stopSignal();
      const { start } = await import('./command/start');
      const { createApp } = await import('./app');
      end(await start({ file: options.config, root: ROOT, createApp, stopped, version }, io));
    });
  trailwarden
    .command('scan')
    .description('run the rules over CloudTrail files, with no Slack and no AWS')
    .argument('[files...]', 'files or folders of CloudTrail records, gzipped or not; - reads standard input')
    .addOption(rulesOption())
    .option('--rules-only', 'only those, without the rules that ship', false)
    .addOption(configOption())
    .option('--min-level <level>', 'print only what is at least this bad')
    .option('--format <format>', 'text, ndjson or summary')
    .option('--fail-on <level>', 'exit with 1 when something is at least this bad')
    .action(async (files: string[], options: Partial<Omit<ScanOptions, 'files'>>) => {
      const { scan } = await import('./command/scan');
      const { rules = [], rulesOnly = false, config, minLevel, format, failOn } = options;
      finish(await scan({ files, rules, rulesOnly, config, minLevel, format, failOn }, io));
    });
  addRules(trailwarden.command('rules').description('list, check and test the rules'));
  trailwarden
    .command('doctor')
    .description('check configuration, Slack, accounts and regions, and say what to do')
    .option('--post-test', 'post a line into each channel that alerts go to', false)
    .addOption(configOption())
    .action(async (options: { config?: string; postTest: boolean }) => {
      const { doctorCommand } = await import('./command/doctor');
      const { config: file, postTest } = options;
      finish(await doctorCommand({ file, root: ROOT, postTest, clock: SYSTEM_CLOCK }, io));
    });
  trailwarden
    .command('backup')
    .description('copy the store, also while the bot runs')
    .argument('<file>', 'the file to write')
    .option('--force', 'replace the file if it is there', false)
    .addOption(configOption())
    .action(async (file: string, { config, force }: { config?: string; force: boolean }) => {
      const { backup } = await import('./command/backup');
      finish(await backup({ file, force, config, root: ROOT }, io));
    });
  trailwarden
    .command('posture')
    .description('how well the trails of each account are set up, and what to do about it')
    .option('--format <format>', 'text or json')
    .addOption(configOption())
    .action(async ({ format, config }: { format?: string; config?: string }) => {
      const { postureCommand } = await import('./command/posture');
      finish(await postureCommand({ format, config, clock: SYSTEM_CLOCK }, io));
    });
  trailwarden
    .command('replay')
    .description('what changed rules would have told of the events in the store; without any, what those of now would')
    .option('--since <when>', 'from then on: 30d (preset), 12h, or a date such as 2026-11-01 (UTC)')
    .addOption(rulesOption())
    .option('--new-config <file>', 'a changed configuration, whose rules are compared with those of --config')
    .option('--format <format>', 'text or json')
    .option('--fail-on <level>', 'exit with 1 when an alert that is new or rated higher is at least this bad')
    .addOption(configOption())
    .action(async ({ rules = [], since, newConfig, format, failOn, config }: Partial<ReplayOptions>) => {
      const { replay } = await import('./command/replay');
      finish(await replay({ rules, since, newConfig, format, failOn, config, root: ROOT }, io));
    });
  trailwarden
    .command('audit')
    .description('who did what')
    .command('export')
    .description('print the audit log, oldest first, also while the bot runs')
    .option('--since <when>', 'from then on: 30d, 12h, or a date such as 2026-11-01 (UTC)')
    .option('--format <format>', 'ndjson or csv')
    .addOption(configOption())
    .action(async ({ since, format, config }: Partial<Omit<AuditOptions, 'root'>>) => {
      const { auditExport } = await import('./command/audit');
      finish(await auditExport({ since, format, config, root: ROOT }, io));
    });
  return trailwarden;
}

function addRules(rules: Command): void {
  const about: readonly (readonly [RulesAction, string])[] = [
    ['list', 'the catalogue, by filter'],
    ['lint', 'every problem of every file'],
    ['test', 'the tests that stand beside the rules'],
  ];
  for (const [action, description] of about) {
    const command = rules
      .command(action)
      .description(description)
      .addOption(rulesOption())
      .option('--rules-only', 'only those, without the rules that ship', false)
      .addOption(configOption());
    if (action === 'list') {
      command.option('--format <format>', 'text, ndjson, json or markdown');
      for (const filter of ['service', 'level', 'tag', 'group', 'seed']) command.option(`--${filter} <${filter}>`);
    }
    command.action(async (options: Partial<RulesOptions>) => {
      const { rulesCommand } = await import('./command/rules');
      const { rules: folders = [], rulesOnly = false, config, service, level, tag, group, seed, format } = options;
      finish(
        await rulesCommand(action, { rules: folders, rulesOnly, config, service, level, tag, group, seed, format }, io),
      );
    });
  }
}

function configOption(): Option {
  return new Option(
    '--config <file>',
    'the configuration; else TRAILWARDEN_CONFIG, else trailwarden.yml if it is there',
  );
}

/** Each `--rules` names one folder, so that files may follow it. */
function rulesOption(): Option {
  return new Option('--rules <dir>', 'a folder of rules to add; may be given again').argParser(
    (folder: string, before: string[] = []) => [...before, folder],
  );
}

/** Lets streams drain: the process ends by itself when nothing is left to do. */
function finish(code: number): void {
  process.exitCode = code;
}

/** The bot has stopped: a connection that hangs, or an answer that never comes, does not keep its process. */
function end(code: number): void {
  finish(code);
  setTimeout(() => process.exit(code), 500).unref();
}

/** Resolves at the first signal; a second one, of either kind, ends the process at once. */
function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(signal === 'SIGINT' ? 130 : 143);
        asked = true;
        // Slack's socket may be reconnecting while it is told to stop, and rejects into the void.
        process.on('unhandledRejection', (reason) => process.stderr.write(`while stopping: ${String(reason)}\n`));
        resolve(signal);
      });
    }
  });
}

program()
  .parseAsync()
  .catch(async (error: unknown) => {
    const commanderCode = (error as { exitCode?: number }).exitCode;
    if (commanderCode !== undefined) return finish(commanderCode === 0 ? 0 : 2);
    const expected = error instanceof AppError;
    const { cleaner, secretsIn } = await import('./secrets');
    const clean = cleaner(secretsIn(process.env));
    process.stderr.write(`trailwarden: ${clean(expected ? error.message : String((error as Error).stack))}\n`);
    finish(2);
  });
