/**
 * Cuts a stream of JSON text into records without holding the whole: top-level values one after the other (one a line, or
 * printed over several), the members of a top-level list, and the members of `Records` or `Events`. It counts brackets
 * and quotes and leaves the parsing to `JSON.parse`, one record at a time, so that one broken record costs no other.
 */
import { DEEPEST } from './depth';
import {
  BACKSLASH,
  CLOSE_LIST,
  CLOSING,
  COLON,
  COMMA,
  ENDS_STRING,
  KINDS,
  NEWLINE,
  OPEN_LIST,
  OPEN_OBJECT,
  OTHER,
  QUOTE,
  RECORD_SEPARATOR,
  STRING,
  WHITE,
} from './json-bytes';

/** Text that should be one JSON value, and where it stood. */
export interface Piece {
  readonly text: string;
  /** The line it began on, from 1. */
  readonly line: number;
  /** Its number in the list it stands in, from 1; undefined for a top-level value. */
  readonly number: number | undefined;
  /** Set when the text is not worth parsing; it is empty then. */
  readonly problem: string | undefined;
}

/** A record of CloudTrail has at most 1 MB; what is longer than this many bytes is not kept. */
const LONGEST = 32 * 1024 * 1024;

/** Keys of a top-level object whose list stands for its members. */
const WRAPPERS: ReadonlySet<string> = new Set(['"Records"', '"Events"']);

export class JsonStream {
  /** Why the rest cannot be cut into records; nothing is read after it. */
  fault: string | undefined;

  private data: Buffer = Buffer.alloc(0);
  /** The next byte of `data` to look at. */
  private at = 0;
  private line = 1;
  private depth = 0;
  /** The depth at which records stand: 0, 1 in a list, 2 in the list of a wrapper. */
  private base = 0;
  private inString = false;
  /** Among bytes that open no record: garbage, or a bare `null`, `true` or number. */
  private inScalar = false;
  /** A record is under way; it began at `start`, which is -1 when it is too long to be kept. */
  private within = false;
  private start = -1;
  private startLine = 1;
  private tooDeep = false;
  private number = 0;
  /** The last string right inside a top-level object: a key, when a colon follows. */
  private keyStart = 0;
  private keyEnd = 0;
  /** The last byte outside of strings that is no white space. */
  private before = 0;
  private pieces: Piece[] = [];

  /** Nothing but white space came. */
  get isEmpty(): boolean {
    return this.before === 0 && !this.within;
  }

  /** Takes the next bytes of UTF-8 and returns the records that end in them. */
  write(chunk: Buffer): readonly Piece[] {
    this.data = this.data.length === 0 ? chunk : Buffer.concat([this.data, chunk]);
    while (this.fault === undefined && this.at < this.data.length) {
      if (this.inString) this.string();
      else if (this.inScalar) this.scalar();
      else this.structure();
    }
    this.keepRest();
    return this.taken();
  }

  /** Ends the stream: a scalar may end with it, a record or a list may not. */
  end(): readonly Piece[] {
    if (this.fault === undefined && this.inScalar && this.base === 0) this.emit(this.data.length);
    if (this.fault === undefined && (this.within || this.base > 0 || this.depth > 0)) {
      if (this.base === 0 && this.start >= 0)
        this.emitLines(this.data.toString('utf8', this.start).split('\n').slice(0, -1));
      this.fault = `line ${this.line}: the file ends in the middle of ${this.within ? 'a record' : 'a list'}: it was cut off`;
    }
    return this.taken();
  }

  private taken(): readonly Piece[] {
    const { pieces } = this;
    this.pieces = [];
    return pieces;
  }

  /** From inside a string up to its closing quote. A line break inside is no JSON, so the record is broken off there. */
  private string(): void {
    const { data } = this;
    const end = data.length;
    let at = this.at;
    while (at < end && !ENDS_STRING[data[at] as number]) at += 1;
    while (at < end && data[at] === BACKSLASH) {
      at += 2;
      while (at < end && !ENDS_STRING[data[at] as number]) at += 1;
    }
    this.at = at;
    if (at >= end) return;
    this.inString = false;
    if (data[at] === NEWLINE) return this.broken();
    this.at += 1;
    this.before = QUOTE;
    if (this.depth === this.base) this.emit(this.at);
    else if (this.depth === 1 && this.base === 0) this.keyEnd = this.at;
  }

  /** Up to where a scalar must end: its line, or in a list the next member. */
  private scalar(): void {
    const { data, base } = this;
    for (; this.at < data.length; this.at += 1) {
      const byte = data[this.at];
      if (byte === NEWLINE || (base > 0 && (byte === COMMA || byte === CLOSE_LIST))) return this.emit(this.at);
    }
  }

  /** What stands between strings: brackets, commas, white space. This and `string` are the hot path of a scan. */
  private structure(): void {
    const { data } = this;
    const end = data.length;
    let at = this.at;
    for (; at < end; at += 1) {
      const byte = data[at] as number;
      const kind = KINDS[byte];
      if (kind === OTHER) {
        this.before = byte;
        if (this.depth > this.base) continue;
        if (byte === COMMA || byte === RECORD_SEPARATOR) continue;
        this.begin(at);
        break;
      }
      if (kind === WHITE) {
        if (byte === NEWLINE) this.line += 1;
        continue;
      }
      this.at = at;
      if (kind === STRING) {
        this.at += 1;
        if (this.depth === this.base) this.begin(at);
        else if (this.depth === 1 && this.base === 0) this.keyStart = at;
        this.inString = true;
        return;
      }
      if (kind === CLOSING) this.close(byte);
      else if (byte === OPEN_OBJECT && this.isMisplaced(at)) return this.broken();
      else this.open(byte);
      if (this.fault !== undefined) return;
      this.before = byte;
      if (this.inScalar) break;
    }
    this.at = at;
  }

  /** A `{` that begins a line where no value may stand: the line before was cut off, and this is the next record. */
  private isMisplaced(at: number): boolean {
    if (!this.within || this.data[at - 1] !== NEWLINE) return false;
    return this.before !== COMMA && this.before !== COLON && this.before !== OPEN_LIST;
  }

  private begin(at: number): void {
    this.within = true;
    this.start = at;
    this.startLine = this.line;
    const byte = this.data[at];
    this.inScalar = byte !== QUOTE && byte !== OPEN_OBJECT && byte !== OPEN_LIST;
  }

  private open(byte: number): void {
    const isList = byte === OPEN_LIST;
    const isWrapper = isList && this.depth === 1 && this.base === 0 && this.before === COLON && this.atWrapper();
    if (isWrapper || (isList && this.depth === 0)) {
      this.within = false;
      this.start = -1;
      this.number = 0;
      this.base = this.depth + 1;
    } else if (this.depth === this.base) this.begin(this.at);
    this.depth += 1;
    if (this.depth - this.base > DEEPEST) this.tooDeep = true;
  }

  private atWrapper(): boolean {
    return WRAPPERS.has(this.data.toString('latin1', this.keyStart, this.keyEnd));
  }

  private close(byte: number): void {
    if (this.depth > this.base) {
      this.depth -= 1;
      if (this.depth === this.base && this.within) this.emit(this.at + 1);
    } else if (this.base === 0) {
      this.begin(this.at);
    } else if (byte === CLOSE_LIST) {
      this.depth -= 1;
      this.base = 0;
    } else {
      this.fault = `line ${this.line}: not JSON: a } too many after record ${this.number}`;
    }
  }

  /** Hands over the record that ends before `end`. */
  private emit(end: number): void {
    const { start, startLine: line, tooDeep } = this;
    if (this.base > 0) this.number += 1;
    const number = this.base > 0 ? this.number : undefined;
    const problem =
      start < 0
        ? `the record is larger than ${LONGEST / 1024 / 1024} MB`
        : tooDeep
          ? `the record is nested more than ${DEEPEST} levels deep`
          : undefined;
    const text = problem === undefined ? this.data.toString('utf8', start, end) : '';
    this.pieces.push({ text, line, number, problem });
    this.forget();
  }

  private forget(): void {
    this.within = false;
    this.inScalar = false;
    this.start = -1;
    this.tooDeep = false;
  }

  /** What began at `start` is no JSON. One line is one bad record; of several, the whole ones may be records of their own. */
  private broken(): void {
    if (this.base > 0 || !this.within) {
      this.fault = `line ${this.line}: not JSON after record ${this.number}`;
      return;
    }
    this.depth = 0;
    if (this.start < 0) return this.emit(this.at);
    const lines = this.data.toString('utf8', this.start, this.at).trimEnd().split('\n');
    if (!this.emitLines(lines)) this.fault = `line ${this.line}: not JSON`;
    this.forget();
  }

  /** Hands over lines that were taken for one record, unless they are a record printed over several lines. */
  private emitLines(lines: readonly string[]): boolean {
    if (lines.length > 1 && !lines.some((text) => /^\{.*\}\s*$/.test(text))) return false;
    lines.forEach((text, index) => {
      this.pieces.push({ text, line: this.startLine + index, number: undefined, problem: undefined });
    });
    return true;
  }

  /** Drops what is done with; of a record under way everything is kept, up to a limit. */
  private keepRest(): void {
    const { data } = this;
    if (this.start >= 0 && data.length - this.start > LONGEST) this.start = -1;
    const from = this.start >= 0 ? this.start : Math.min(this.at, data.length);
    this.data = data.subarray(from);
    this.at -= from;
    this.keyStart -= from;
    this.keyEnd -= from;
    if (this.start >= 0) this.start = 0;
  }
}
