/** What the measurements share: medians, quantiles, tables, and the text of a CloudTrail file. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

export async function timeOf(work: () => unknown): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

export function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

export function textOf(file: string): string {
  const bytes = readFileSync(file);
  return (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** The records of a whole file (`Records` or a list), or of one record a line. */
export function recordsOf(text: string): readonly unknown[] {
  try {
    const value = JSON.parse(text) as { Records?: unknown[] } | unknown[];
    return Array.isArray(value) ? value : (value.Records ?? [value]);
  } catch {
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as unknown);
  }
}

/** The least that so much of the numbers (0 to 1) do not exceed. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** Whole, with commas. */
export function number(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** A table of Markdown whose first column is left-aligned and whose others are right-aligned. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const [head = [], ...others] = rows.map((row) =>
    widths.map((width, n) => (n === 0 ? (row[n] ?? '').padEnd(width) : (row[n] ?? '').padStart(width))),
  );
  const rule = widths.map((width, n) => (n === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  console.log([head, rule, ...others].map(line).join('\n'));
}
