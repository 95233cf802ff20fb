/**
 * All measurements as one document: each is taken by a process of its own, so that none warms up or fills the memory of another;
 * the store of a million events is built once for those that need it.
 */
import { spawn } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { withStore } from './million';
import { timeOf } from './timing';

/** One measurement, as the command names it. */
export interface Measurement {
  readonly title: string;
  /** What its figures mean, in a sentence or two. */
  readonly meaning: string;
  /** Whether it is taken in the store of a million events, whose file it then gets as its argument. */
  readonly inStore?: boolean;
  /** Of Node, where they matter for what is measured. */
  readonly flags?: readonly string[];
  readonly run: (words: readonly string[]) => Promise<void>;
}

export const PROGRAM = join(__dirname, 'main.js');

/** Prints the document; what it is doing goes to standard error. Ends in exit code 1 when one of them does. */
export async function printDocument(measurements: Readonly<Record<string, Measurement>>): Promise<void> {
  console.log(head());
  const begun = performance.now();
  const of = (inStore: boolean) => Object.entries(measurements).filter((one) => (one[1].inStore === true) === inStore);
  for (const [name, one] of of(false)) await section(name, one, []);
  console.error('building a store of a million events …');
  await withStore(undefined, async (store) => {
    for (const [name, one] of of(true)) await section(name, one, [store]);
  });
  console.error(`${((performance.now() - begun) / 60_000).toFixed(1)} minutes in all`);
}

async function section(
  name: string,
  { title, meaning, flags = [] }: Measurement,
  words: readonly string[],
): Promise<void> {
  console.error(`${name} …`);
  let said = '';
  const time = await timeOf(async () => (said = await output([...flags, PROGRAM, name, ...words])));
  console.error(`${name}: ${(time / 1000).toFixed(0)} s`);
  console.log(`\n## ${title}\n\n${meaning} \`npm run bench -- ${name}\`\n\n${said.trim()}`);
}

/** What a program prints; its exit code becomes ours. */
function output(words: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code !== 0) process.exitCode = 1;
      resolve(code === 0 ? said : `${said}\nThis measurement ended with exit code ${code}.`);
    });
  });
}

/** The machine by what matters of it, and no names. */
function head(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const machine = `${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), ${memory} GiB of memory, Node.js ${process.version}`;
  return `# Performance

What the bot costs, measured by the programs in [bench](../bench). This page is printed by one command, which takes about twelve minutes
on a machine that does nothing else meanwhile:

\`\`\`sh
npm run --silent bench > docs/performance.md
\`\`\`

Measured on ${new Date().toISOString().slice(0, 10)} with ${machine}. Other machines have other figures; ratios carry over better than times.
Nothing here is asserted by a test.`;
}
