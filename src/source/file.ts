/**
 * CloudTrail files as a source of one lane: files are read one after the other, as streams, and their records become pages
 * whatever shape they come in. A bad record stops no file and a bad file stops no other; both are told with their place.
 */
import { createReadStream } from 'node:fs';
import { AppError, reasonOf } from '../error';
import { type CloudTrailEvent, type RecordProblem, isProblem, parseEvent } from './event';
import { textBytes } from './file-bytes';
import { isDigest, recordsIn } from './file-shapes';
import { type FoundFile, STDIN, faultOf, filesIn } from './file-tree';
import { JsonStream, type Piece } from './json-stream';
import { type Lane, type LaneId, PAGE_EVENTS, type Page, type Source } from './source';

/** What came of one file. */
export interface FileReport {
  /** As typed, or found below what was typed; `standard input` for `-`. */
  readonly file: string;
  readonly events: number;
  readonly problems: number;
  /** Why it could not be read, or not to its end; what was whole has been processed. */
  readonly fault: string | undefined;
  /** What is worth knowing of a file that is in order. */
  readonly note: string | undefined;
}

export interface FileSourceOptions {
  /** The time of reading in milliseconds: the time of records that have none. */
  readonly readAt: number;
  /** What `-` reads. */
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly onFile?: (report: FileReport) => void;
  /** Bytes read so far and bytes in all, as they lie on disk; `total` is 0 when it cannot be told. */
  readonly onProgress?: (read: number, total: number) => void;
}

const LANE: LaneId = { account: '', region: '', kind: 'files' };
const CHUNK = 1024 * 1024;
/** When this many lines are no JSON and none was, the file is not JSON. */
const MOST_GARBAGE = 20;

/** Paths are files, folders (walked) and `-`. */
export function fileSource(paths: readonly string[], options: FileSourceOptions): Source {
  const lane: Lane = { id: LANE, pages: () => pagesOf(paths, options) };
  return { lanes: () => Promise.resolve([lane]) };
}

async function* pagesOf(paths: readonly string[], options: FileSourceOptions): AsyncGenerator<Page> {
  const files = await filesIn(paths);
  const total = files.some(({ path }) => path === STDIN) ? 0 : files.reduce((sum, { size }) => sum + size, 0);
  let read = 0;
  for (const file of files) {
    const reading = new Reading(file, options, (bytes) => options.onProgress?.((read += bytes), total));
    let events: CloudTrailEvent[] = [];
    let problems: RecordProblem[] = [];
    for await (const batch of reading.batches()) {
      for (const one of batch) {
        if (isProblem(one)) problems.push(one);
        else events.push(one);
        if (events.length < PAGE_EVENTS && problems.length < PAGE_EVENTS) continue;
        yield { events, problems, progress: undefined };
        [events, problems] = [[], []];
      }
    }
    if (events.length > 0 || problems.length > 0) yield { events, problems, progress: undefined };
    options.onFile?.(reading.report());
  }
}

type Result = CloudTrailEvent | RecordProblem;

/** One file while it is read. */
class Reading {
  private readonly name: string;
  private readonly stream = new JsonStream();
  private events = 0;
  private problems = 0;
  private fault: string | undefined;
  private note: string | undefined;
  /** Something in it was JSON; until then what is not is held back, as the file may not be JSON at all. */
  private isJson = false;
  private readonly garbage: { readonly text: string; readonly problem: RecordProblem }[] = [];

  constructor(
    private readonly file: FoundFile,
    private readonly options: FileSourceOptions,
    private readonly onBytes: (bytes: number) => void,
  ) {
    this.name = file.path === STDIN ? 'standard input' : file.path;
    this.fault = file.fault;
    this.note = file.note;
  }

  report(): FileReport {
    const { name, events, problems, fault } = this;
    const isEmpty = fault === undefined && events === 0 && problems === 0 && !this.isJson && this.stream.isEmpty;
    return { file: name, events, problems, fault, note: this.note ?? (isEmpty ? 'is empty' : undefined) };
  }

  /** The events and bad records as they are read. What ends the reading early becomes the report's fault. */
  async *batches(): AsyncGenerator<readonly Result[]> {
    if (this.fault !== undefined || this.note !== undefined) return;
    try {
      for await (const chunk of textBytes(this.bytes())) {
        yield this.results(this.stream.write(chunk));
        this.fault ??= this.stream.fault;
        if (this.fault !== undefined) break;
      }
      if (this.fault === undefined) yield this.results(this.stream.end());
      this.fault ??= this.stream.fault;
    } catch (error) {
      this.fault = error instanceof AppError ? error.message : faultOf(error);
    }
    const [first] = this.garbage;
    if (first && this.fault === undefined) this.fault = notJson(first.text);
  }

  private async *bytes(): AsyncGenerator<Uint8Array | string> {
    const { path } = this.file;
    const input = path === STDIN ? this.options.stdin : createReadStream(path, { highWaterMark: CHUNK });
    for await (const chunk of input as AsyncIterable<Uint8Array | string>) {
      this.onBytes(chunk.length);
      yield chunk;
    }
  }

  private results(pieces: readonly Piece[]): readonly Result[] {
    const results: Result[] = [];
    for (const piece of pieces) {
      if (this.fault !== undefined) break;
      this.read(piece, results);
    }
    return results;
  }

  private read(piece: Piece, results: Result[]): void {
    const place = this.placeOf(piece);
    if (piece.problem !== undefined) return this.bad({ place, problem: piece.problem }, results);
    let value: unknown;
    try {
      value = JSON.parse(piece.text);
    } catch (error) {
      const problem = { place, problem: `not JSON: ${reasonOf(error).slice(0, 100)}` };
      if (this.isJson) return this.bad(problem, results);
      this.garbage.push({ text: piece.text, problem });
      if (this.garbage.length >= MOST_GARBAGE) this.fault = notJson(this.garbage[0]?.text ?? '');
      return;
    }
    this.isJson = true;
    for (const { problem } of this.garbage.splice(0)) this.bad(problem, results);
    if (isDigest(value)) {
      this.note = 'is a digest of CloudTrail, not a log: it holds no events';
      return;
    }
    for (const found of recordsIn(value)) {
      const result = 'problem' in found ? { place, ...found } : parseEvent(found.value, place, this.options.readAt);
      if (isProblem(result)) {
        this.bad(result, results);
      } else {
        this.events += 1;
        results.push(result);
      }
    }
  }

  private bad(problem: RecordProblem, results: Result[]): void {
    this.problems += 1;
    results.push(problem);
  }

  /** `file:3`, `file: record 17`, or both where a list is written over several lines. */
  private placeOf({ line, number }: Piece): string {
    if (number === undefined) return `${this.name}:${line}`;
    return line === 1 ? `${this.name}: record ${number}` : `${this.name}:${line}: record ${number}`;
  }
}

function notJson(text: string): string {
  const begins = JSON.stringify(text.slice(0, 40).trim());
  return `is not JSON: it begins with ${begins}. Expected {"Records":[…]}, a list of records, or one record a line`;
}
