/** Runs the command line in a process of its own, from source: what `node dist/main.js` does after a build. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { folder } from './io';

const ROOT = resolve(__dirname, '../..');

/** Compiles TypeScript on the way in, and at the end lists the packages that were loaded. */
const HOOK = join(folder(), 'hook.cjs');
writeFileSync(
  HOOK,
  `const { transformFileSync } = require(${JSON.stringify(join(ROOT, 'node_modules/@swc/core'))});
const options = { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } };
require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, options).code, file);
process.on('exit', () => {
  if (!process.env.LOADED) return;
  const packages = Object.keys(require.cache).map((file) => /.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(file)?.[1]);
  require('node:fs').writeFileSync(process.env.LOADED, [...new Set(packages)].join('\\n'));
});`,
);

export function cli(
  words: readonly string[],
  input = '',
  environment: Record<string, string> = {},
): SpawnSyncReturns<string> {
  const command = ['--require', HOOK, join(ROOT, 'src/main.ts'), ...words];
  const env = { PATH: process.env.PATH, ...environment };
  return spawnSync(process.execPath, command, { encoding: 'utf8', input, cwd: folder(), env });
}

/** The same behind a pipe, as a shell would run it: `tail` follows the command. */
export function piped(words: readonly string[], tail: string): SpawnSyncReturns<string> {
  const command = [process.execPath, '--require', HOOK, join(ROOT, 'src/main.ts'), ...words]
    .map((word) => `'${word}'`)
    .join(' ');
  return spawnSync('bash', ['-c', `${command} ${tail}; echo "codes \${PIPESTATUS[*]}"`], {
    encoding: 'utf8',
    cwd: folder(),
  });
}
