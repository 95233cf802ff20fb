/** What was typed after `trailwarden scan`, checked. */
import { LEVELS, type Level, isLevel } from '../detect/level';
import { AppError } from '../error';
import { STDIN } from '../source/file-tree';
import { closest } from '../spelling';
import type { RuleChoice } from './rule-set';

/** As typed: words are checked here, so that every usage error reads alike. */
export interface ScanOptions extends RuleChoice {
  /** Files and folders; `-` is standard input. None means standard input, unless that is a terminal. */
  readonly files: readonly string[];
  readonly config: string | undefined;
  readonly minLevel: string | undefined;
  readonly format: string | undefined;
  readonly failOn: string | undefined;
}

export const FORMATS = ['text', 'ndjson', 'summary'] as const;

export interface ScanRequest extends RuleChoice {
  readonly files: readonly string[];
  readonly config: string | undefined;
  readonly minLevel: Level;
  readonly format: (typeof FORMATS)[number];
  readonly failOn: Level | undefined;
}

/** Throws an AppError `usage`. */
export function requestOf(options: ScanOptions, isTerminal: boolean): ScanRequest {
  if (options.files.length === 0 && isTerminal) {
    throw new AppError(
      'usage',
      [
        'which files? Name CloudTrail files or folders, or pipe records in:',
        'trailwarden scan ./AWSLogs',
        'aws cloudtrail lookup-events --output json | trailwarden scan',
      ].join('\n  '),
    );
  }
  return {
    files: options.files.length === 0 ? [STDIN] : options.files,
    rules: options.rules,
    rulesOnly: options.rulesOnly,
    config: options.config,
    minLevel: levelOf('--min-level', options.minLevel) ?? 'informational',
    format: wordOf('--format', options.format, FORMATS) ?? 'text',
    failOn: levelOf('--fail-on', options.failOn),
  };
}

export function levelOf(option: string, typed: string | undefined): Level | undefined {
  const word = wordOf(option, typed, LEVELS);
  return isLevel(word) ? word : undefined;
}

/** One of some words, in any case. Throws an AppError `usage` for another. */
export function wordOf<T extends string>(
  option: string,
  typed: string | undefined,
  words: readonly T[],
): T | undefined {
  if (typed === undefined) return undefined;
  const word = words.find((one) => one === typed.toLowerCase());
  if (word !== undefined) return word;
  const meant = closest(typed, words);
  const guess = meant === undefined ? '' : ` (did you mean ${meant}?)`;
  throw new AppError('usage', `${option}: expected ${words.join(', ')}, found "${typed}"${guess}`);
}
