/** The figures in docs/noise.md are those that the command prints. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../harness';

const PROGRAM = join(ROOT, 'build', 'bench', 'main.js');

test('docs/noise.md shows what `npm run bench -- noise` prints', () => {
  if (!existsSync(PROGRAM)) throw new Error('the benches are not built: npm run build:demo');
  const { stdout } = spawnSync(process.execPath, [PROGRAM, 'noise'], { encoding: 'utf8' });
  const [, shown] = /```text\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'docs/noise.md'), 'utf8')) ?? [];
  expect(stdout.trim().split('\n').length).toBeGreaterThan(6);
  expect(shown).toBe(stdout);
});
