/** `trailwarden audit export`: the audit log as ndjson or CSV, page by page, from a store that the bot may be working with. */
import { loadConfig } from '../config';
import { AppError } from '../error';
import { type KeptEntry, auditEntries } from '../store/audit';
import { openToRead } from '../store/database';
import { visible, visibleText } from '../visible';
import { EXIT, type Io } from './io';
import { Outlet } from './outlet';
import { wordOf } from './scan-options';
import { momentOf } from './since';
import { orTrouble } from './trouble';

/** As typed. */
export interface AuditOptions {
  /** `30d`, `12h`, `90m`, or a date or moment; all of the log when it is not given. */
  readonly since: string | undefined;
  /** `ndjson` (preset) or `csv`. */
  readonly format: string | undefined;
  readonly config: string | undefined;
  /** The package's folder. */
  readonly root: string;
}

const FORMATS = ['ndjson', 'csv'] as const;

/** Resolves to the exit code: 2 when the log cannot be read or written, else 0. */
export function auditExport({ since, format, config: file, root }: AuditOptions, io: Io): Promise<number> {
  return orTrouble(io, async () => {
    const from = since === undefined ? 0 : momentOf(since, io.now());
    const { head, line } = WRITERS[wordOf('--format', format, FORMATS) ?? 'ndjson'];
    const config = loadConfig({ file, folder: io.folder, environment: io.env, slack: false });
    const store = openToRead(config.database, config.folder, `${root}/migrations`);
    const out = new Outlet(io.stdout);
    try {
      out.write(head);
      for await (const entry of auditEntries(store.reader, from)) {
        if (out.closed) break;
        await out.ready();
        out.write(line(entry));
      }
      await out.end();
    } finally {
      await store.close();
    }
    if (out.failure) throw new AppError('output', `cannot write: ${out.failure.message}`);
    return EXIT.done;
  });
}

interface Writer {
  readonly head: string;
  readonly line: (entry: KeptEntry) => string;
}

/** In the order of the columns. */
function rowOf({ id, at, actor, action, subjectKind, subject, before, after, reason }: KeptEntry) {
  const time = new Date(at).toISOString();
  return { time, id, actor, action, subject_kind: subjectKind, subject, before, after, reason };
}

const COLUMNS = ['time', 'id', 'actor', 'action', 'subject_kind', 'subject', 'before', 'after', 'reason'] as const;

const WRITERS: Readonly<Record<(typeof FORMATS)[number], Writer>> = {
  ndjson: { head: '', line: (entry) => `${visible(JSON.stringify(rowOf(entry)))}\n` },
  csv: {
    head: `${COLUMNS.join(',')}\r\n`,
    line(entry) {
      const row = rowOf(entry);
      return `${COLUMNS.map((column) => cell(row[column])).join(',')}\r\n`;
    },
  },
};

/** RFC 4180; what a spreadsheet would take for a formula is told to be text by an apostrophe. */
function cell(value: unknown): string {
  if (value === undefined) return '';
  const text = visibleText(typeof value === 'string' ? value : JSON.stringify(value));
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
