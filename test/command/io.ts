/** A command's surroundings for tests: streams that are texts, a folder of its own, and two small rules. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import type { Io, Output } from '../../src/command/io';
import { scan } from '../../src/command/scan';
import type { ScanOptions } from '../../src/command/scan';
import { NOON } from '../fixtures';

class Text extends Writable {
  text = '';

  constructor(
    readonly isTTY: boolean,
    readonly columns?: number,
  ) {
    super();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

export interface Surroundings {
  readonly stdin?: string | Buffer;
  readonly stdinIsTTY?: boolean;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly env?: Record<string, string>;
}

export interface TestIo extends Io {
  readonly stdout: Output & { readonly text: string };
  readonly stderr: Output & { readonly text: string };
}

/** A fresh folder below the system's for temporary files. */
export function folder(): string {
  return mkdtempSync(join(tmpdir(), 'trailwarden-test-'));
}

export function testIo({
  stdin = '',
  stdinIsTTY = false,
  isTTY = false,
  columns,
  env = {},
}: Surroundings = {}): TestIo {
  const input = Readable.from(stdin.length === 0 ? [] : [Buffer.from(stdin)]);
  let now = NOON;
  return {
    stdin: Object.assign(input, { isTTY: stdinIsTTY }),
    stdout: new Text(isTTY, columns),
    stderr: new Text(isTTY, columns),
    env,
    folder: folder(),
    now: () => (now += 1000),
  };
}

/** Two rules: stopped trails, high, critical for root; and denied calls, low and without guidance. */
export const RULES = folder();
writeFileSync(
  join(RULES, 'stopped.yml'),
  `title: Trail stopped
id: 00000000-0000-4000-8000-00000000aaaa
status: test
description: Detects a stopped trail
author: Tester
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventSource: cloudtrail.amazonaws.com, eventName: StopLogging }
  _root: { userIdentity.type: Root }
  condition: selection
level: high
trailwarden:
  what: '{actor} stopped logging on trail {requestParameters.name}'
  why: Without the trail there is no record of what happens next.
  next_steps:
    - Ask the person in userIdentity whether it was them.
    - 'Switch it on again: aws cloudtrail start-logging --name TRAIL.'
  raise: [{ when: _root, to: critical, because: root did it }]
  group_by: [requestParameters.name]
`,
);
writeFileSync(
  join(RULES, 'denied.yml'),
  `title: Call denied
id: 00000000-0000-4000-8000-00000000bbbb
description: Detects a denied call
author: Somebody else
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { errorCode: AccessDenied }
  condition: selection
level: low
`,
);

export interface Scanned {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Scans with the two rules. */
export async function scanned(options: Partial<ScanOptions>, surroundings: Surroundings = {}): Promise<Scanned> {
  const io = testIo(surroundings);
  const usual = {
    files: [],
    rules: [RULES],
    rulesOnly: true,
    config: undefined,
    minLevel: undefined,
    format: undefined,
  };
  const code = await scan({ ...usual, failOn: undefined, ...options }, io);
  return { code, out: io.stdout.text, err: io.stderr.text };
}
