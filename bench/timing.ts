/** What the measurements share: medians, turns, and the text of a CloudTrail file. */
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

/** A table whose first column is left-aligned and whose others are right-aligned. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    const cells = row.map((cell, n) => (n === 0 ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0)));
    console.log(cells.join('  ').trimEnd());
  }
}
