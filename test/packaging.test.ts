/** What is shipped beside the program: image, unit and policies, checked against the code and, where the machine can, by the tools that read them. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from './harness';

const read = (...path: string[]): string => readFileSync(join(ROOT, ...path), 'utf8');

interface Policy {
  readonly Statement: readonly { readonly Action: string | readonly string[]; readonly Effect: string }[];
}

/** What the source sends, by its SDK's names. */
function calls(): string[] {
  const sources = readdirSync(join(ROOT, 'src', 'source')).map((file) => read('src', 'source', file));
  return [
    ...new Set(sources.flatMap((text) => [...text.matchAll(/new (\w+)Command\(/g)].map(([, name = '']) => name))),
  ];
}

describe('the IAM policies', () => {
  const actions = (file: string) => {
    const { Statement } = JSON.parse(read('deploy', file)) as Policy;
    return Statement.flatMap(({ Action }) => Action).sort();
  };

  test('allow the calls that are made, and none else', () => {
    // GetCallerIdentity needs no permission; AssumeRole is the SDK's own doing and has a policy of its own.
    const made = calls().filter((name) => name !== 'GetCallerIdentity');
    expect(actions('iam-policy.json')).toEqual(made.map((name) => `cloudtrail:${name}`).sort());
    expect(actions('iam-assume-role.json')).toEqual(['sts:AssumeRole']);
    expect(actions('iam-trust-policy.json')).toEqual(['sts:AssumeRole']);
  });

  test('only read', () => {
    expect(actions('iam-policy.json').filter((action) => !/:(Get|Describe|Lookup|List)/.test(action))).toEqual([]);
  });

  test('are told whole in docs/iam.md', () => {
    expect(calls().filter((name) => !read('docs', 'iam.md').includes(name))).toEqual([]);
  });
});

/** A package that is linked finds only what is linked beside it, as if it had been copied there. */
const FOLLOW_NOT = ['--preserve-symlinks', '--preserve-symlinks-main'];

describe('the image', () => {
  const lines = read('Dockerfile').replaceAll('\\\n', ' ').split('\n');
  const of = (word: string) =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));

  test('copies what there is, and nothing that .dockerignore keeps out', () => {
    const copied = of('COPY')
      .filter((words) => !words.startsWith('--from'))
      .flatMap((words) => words.split(/\s+/).slice(0, -1));
    const ignored = read('.dockerignore').split('\n');
    expect(copied.length).toBeGreaterThan(5);
    expect(copied.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    expect(copied.filter((path) => !ignored.includes(`!${path.replace('./', '')}`))).toEqual([]);
  });

  test('holds all that the package ships', () => {
    const { files } = JSON.parse(read('package.json')) as { files: readonly string[] };
    const last = lines
      .slice(lines.lastIndexOf(lines.filter((line) => line.startsWith('FROM')).at(-1) ?? ''))
      .join('\n');
    expect(
      files.filter((file) => !last.includes(file) && !file.startsWith('deploy') && !file.startsWith('docs')),
    ).toEqual([]);
  });

  test('runs as nobody special, on a current Node, with a health check and nothing from development', () => {
    expect(of('USER')).toEqual(['node']);
    expect(of('ARG')).toEqual([expect.stringMatching(/^NODE=(22|24)-\w+-slim$/)]);
    expect(of('HEALTHCHECK').join('')).toContain('/healthz');
    expect(of('RUN').join('\n')).toMatch(/npm ci .*\n.*npm prune --omit=dev/s);
    expect(of('ENTRYPOINT')).toEqual(['["node", "dist/main.js"]']);
  });

  test('asks for health with code that runs', () => {
    const [, code = ''] = /"-e", "(.*?)"\]/.exec(of('HEALTHCHECK').join('')) ?? [];
    const { status } = spawnSync(process.execPath, ['-e', code], { env: { PORT: '9' } });
    expect(status).toBe(1);
  });

  test('starts from its files alone', () => {
    const image = mkdtempSync(join(tmpdir(), 'trailwarden-image-'));
    for (const name of ['package.json', 'dist', 'migrations', 'rules', 'manifest.yml', 'manifest.http.yml']) {
      cpSync(join(ROOT, name), join(image, name), { recursive: true });
    }
    // Its code is not asked: it also complains of what is no business of ours, such as packages beside those of the lock file.
    const { stdout: packages } = spawnSync('npm', ['ls', '--omit=dev', '--all', '--parseable'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(packages).toContain('prom-client');
    const modules = join(ROOT, 'node_modules');
    for (const path of packages.split('\n').filter((line) => line.includes('node_modules'))) {
      const inside = path.slice(path.indexOf('node_modules') + 'node_modules'.length + 1);
      if (inside.includes('node_modules')) continue; // It comes with the one it is in.
      mkdirSync(dirname(join(image, 'node_modules', inside)), { recursive: true });
      symlinkSync(join(modules, inside), join(image, 'node_modules', inside));
    }
    const run = (...words: string[]) =>
      spawnSync(process.execPath, [...FOLLOW_NOT, 'dist/main.js', ...words], {
        cwd: image,
        encoding: 'utf8',
        env: { PATH: process.env.PATH, DATABASE_URL: 'sqlite:x.sqlite' },
      });
    expect(run('--version').stdout).toMatch(/^\d+\.\d+\.\d+/);
    // Slack, AWS and the database are loaded: what is missing is a token, not a package.
    const started = run('start');
    expect(started.stderr).toMatch(/SLACK_BOT_TOKEN/);
    expect(run('rules', 'lint').status).toBe(0);
    for (const file of ['app', 'store/database', 'operate/metrics', 'source/lookup-events']) {
      expect(
        spawnSync(process.execPath, [...FOLLOW_NOT, '-e', `require('./dist/${file}.js')`], {
          cwd: image,
          encoding: 'utf8',
        }).stderr,
      ).toBe('');
    }
    rmSync(image, { recursive: true, force: true });
  }, 120_000);
});

describe('the systemd unit', () => {
  const unit = read('deploy', 'trailwarden.service');

  test.each([
    'DynamicUser=yes',
    'StateDirectory=trailwarden',
    'ProtectSystem=strict',
    'NoNewPrivileges=yes',
    'CapabilityBoundingSet=',
    'Restart=always',
  ])('says %s', (line) => expect(unit.split('\n')).toContain(line));

  const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
  (hasSystemd ? test : test.skip)('is what systemd understands, and locked down', () => {
    const verified = spawnSync('systemd-analyze', ['verify', join(ROOT, 'deploy', 'trailwarden.service')], {
      encoding: 'utf8',
    });
    // Where Node is, is the host's business.
    expect(
      verified.stderr
        .split('\n')
        .filter((line) => line.includes('trailwarden.service') && !/not executable/.test(line)),
    ).toEqual([]);
    const security = spawnSync(
      'systemd-analyze',
      ['security', '--offline=true', join(ROOT, 'deploy', 'trailwarden.service')],
      { encoding: 'utf8' },
    );
    expect(Number(/exposure level for trailwarden\.service: ([\d.]+)/.exec(security.stdout)?.[1])).toBeLessThan(3);
  });
});

test('each has its page', () => {
  for (const page of ['operations', 'docker', 'systemd', 'iam']) expect(read('README.md')).toContain(`docs/${page}.md`);
});
