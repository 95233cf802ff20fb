/** The house, as a table: which folder may import which, and why. A new arrow is a decision; it is made here. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const SRC = resolve(__dirname, '../src');

interface Room {
  /** Whole folders or top-level files it may import. */
  readonly may: readonly string[];
  /** Packages it alone may import code from (types are free within the stage). */
  readonly packages?: readonly string[];
  readonly why: string;
}

const SOURCE_NOUNS = ['source/event', 'source/principal'];
const COMMON = ['error', 'clock', 'memo', 'spelling', 'token-bucket'];

const ROOMS: Readonly<Record<string, Room>> = {
  source: { may: ['source'], why: 'events come from outside; nothing of ours stands before them' },
  detect: { may: ['detect', ...SOURCE_NOUNS], why: 'a rule sees an event and its principal, not where they came from' },
  alert: {
    may: ['alert', 'detect', ...SOURCE_NOUNS, 'source/trail'],
    why: 'an alert is made of matches, the posture of trails as they were read',
  },
  people: { may: ['people', 'alert', 'detect', ...SOURCE_NOUNS], why: 'a person stands behind a principal' },
  notify: { may: ['notify', 'people', 'alert', 'detect', ...SOURCE_NOUNS], why: 'a message is made of an alert' },
  act: {
    may: [
      ...['act', 'notify', 'people', 'alert', 'detect', 'store', ...SOURCE_NOUNS],
      ...['source/live-lookup', 'source/lookup', 'operate/health', 'operate/regions', 'source/lane-book'],
    ],
    why: 'a click changes the store, a question is answered from it, from CloudTrail, or by how the bot is',
  },
  store: {
    may: [
      'store',
      ...SOURCE_NOUNS,
      'source/source',
      'detect/address',
      'detect/context',
      'detect/correlation',
      'detect/level',
      'alert/alert',
      'alert/confirmation',
      'alert/decide',
      'alert/digest',
      'alert/digest-facts',
      'alert/escalation',
      'alert/expectation',
      'people/link',
      'people/record',
      'people/slack-person',
      'notify/outbox-row',
      'notify/batch',
      'notify/second-path',
      'notify/owed',
    ],
    why: 'it keeps the nouns of the stages and knows none of their decisions',
  },
  operate: {
    may: ['operate', 'store', 'notify', 'source/lane-book', 'detect/level'],
    why: 'it looks at what the stages show of themselves, keeps its own rows, and tells people of itself',
  },
  command: { may: ['*'], why: 'commands are read by main alone and join everything' },
  '.': { may: ['*'], why: 'the composition root and the pipeline join the stages' },
};

/** Packages that only some files may load, and where. Types do not count. */
const GUARDED: readonly { readonly packages: RegExp; readonly only: RegExp; readonly why: string }[] = [
  { packages: /^@(aws-sdk|smithy)\//, only: /^source\//, why: 'only the source speaks to AWS' },
  {
    packages: /^@slack\//,
    only: /^(notify\/slack|people\/directory|act\/(listeners|receivers|slack-screen))\.ts$/,
    why: 'Slack is spoken at three places; everywhere else it is data',
  },
  { packages: /^(better-sqlite3|kysely)$/, only: /^store\//, why: 'only the store knows the database' },
];

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(SRC, join(entry.parentPath, entry.name)));
}

const IMPORT =
  /^(?:import|export)\s+(type\s+)?([^'";]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)|\brequire\('([^']+)'\)/gm;

function importsOf(file: string): Import[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  return [...text.matchAll(IMPORT)].map(([, typeWord, names = '', stated, dynamic, required]) => {
    const named = /\{([^}]*)\}/.exec(names)?.[1];
    const allTypes =
      named !== undefined && named.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type '));
    const defaultImport = /^\s*\w/.test(names);
    return {
      file,
      target: stated ?? dynamic ?? required ?? '',
      typeOnly: typeWord !== undefined || (allTypes && !defaultImport),
    };
  });
}

const FILES = sources(SRC);
const IMPORTS = FILES.flatMap(importsOf);

function inside({ file, target }: Import): string {
  return relative(SRC, resolve(SRC, dirname(file), target));
}

function roomOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : '.';
}

function allowed(room: Room, target: string): boolean {
  return (
    room.may.includes('*') ||
    [...room.may, ...COMMON].some((place) => target === place || target.startsWith(`${place}/`))
  );
}

describe('the house', () => {
  test('is read by this test at all', () => {
    expect(FILES.length).toBeGreaterThan(30);
    expect(IMPORTS.length).toBeGreaterThan(100);
  });

  test('has no rooms but those of the table', () => {
    expect(FILES.map(roomOf).filter((room) => !(room in ROOMS))).toEqual([]);
  });

  test.each(Object.entries(ROOMS))('%s imports only what it may', (name, room) => {
    const wrong = IMPORTS.filter((one) => roomOf(one.file) === name && one.target.startsWith('.'))
      .filter((one) => !allowed(room, inside(one)))
      .map((one) => `${one.file} imports ${inside(one)} (${room.why})`);
    expect(wrong).toEqual([]);
  });

  test.each(GUARDED)('$why', ({ packages, only }) => {
    const wrong = IMPORTS.filter((one) => packages.test(one.target) && !one.typeOnly && !only.test(one.file));
    expect(wrong.map((one) => `${one.file} loads ${one.target}`)).toEqual([]);
  });

  test('only main imports app, and only lazily', () => {
    const wrong = IMPORTS.filter(
      (one) => one.target.startsWith('.') && inside(one) === 'app' && one.file !== 'main.ts',
    );
    expect(wrong).toEqual([]);
    expect(readFileSync(join(SRC, 'main.ts'), 'utf8')).not.toMatch(/^import .*'\.\/app'/m);
  });

  test('detect and alert are pure: no clock, no randomness, no files but rules and the country database', () => {
    const impure = /Date\.now\(|new Date\(\)|Math\.random|process\.|setTimeout|from 'node:(?!crypto|net)/;
    const wrong = FILES.filter(
      (file) => /^(detect|alert)\//.test(file) && !/(load-rules|country)\.ts$/.test(file),
    ).filter((file) => impure.test(readFileSync(join(SRC, file), 'utf8')));
    expect(wrong).toEqual([]);
  });

  test.each([
    ['process.env and exit codes are main’s', /\bprocess\.(env|exit|exitCode|argv)\b/, /^main\.ts$/],
    ['the real clock is read in one place', /\bDate\.now\(\)/, /^clock\.ts$/],
    ['the real clock is handed on by app and main alone', /\bSYSTEM_CLOCK\b/, /^(clock|app|main)\.ts$/],
  ])('%s', (_name, pattern, only) => {
    const wrong = FILES.filter((file) => !only.test(file) && pattern.test(readFileSync(join(SRC, file), 'utf8')));
    expect(wrong).toEqual([]);
  });

  test('has no barrel files and no drawers', () => {
    expect(FILES.filter((file) => /(^|\/)(index|utils?|helpers?|types|core|services)(\.ts|\/)/.test(file))).toEqual([]);
  });

  test('each file says what it is for in its first lines', () => {
    expect(
      FILES.filter((file) => !readFileSync(join(SRC, file), 'utf8').startsWith(file === 'main.ts' ? '#!' : '/**')),
    ).toEqual([]);
  });
});
