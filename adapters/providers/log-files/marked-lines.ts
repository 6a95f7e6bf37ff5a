import { isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { SkippedRecord } from '../../../core/collection/usage-import.ts';
import { errorCode } from './error-code.ts';

/** Longer lines are passed over without being held. */
export const LINE_BYTES_MAX = 10 * 1024 * 1024;
/** Of one read: little enough to stay near the processor while it is looked at several times. */
const BLOCK_BYTES = 512 * 1024;

const [NEWLINE, OPEN, CLOSE, SPACE] = [0x0a, 0x7b, 0x7d, 0x20];
const NO_MARK = Number.POSITIVE_INFINITY;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF_16_MARKS = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];

const REASONS = {
  tooLong: `the line is longer than ${LINE_BYTES_MAX} bytes`,
  utf16: 'the file is UTF-16, not UTF-8',
  notUtf8: 'the line is not UTF-8',
  noObject: 'the line is no JSON object',
  cut: 'the last line is cut off',
} as const;

/** Whole lines of a file, its last line where no line end follows, or what is passed over. */
type Piece = { readonly lines: Buffer; readonly isLast: boolean } | { readonly fault: 'tooLong' | 'utf16' };

/**
 * What becomes of a line that has a marker.
 * @param value the line's object
 * @returns why it is not taken; null where nothing is wrong; undefined where a shortened line does not tell
 */
export type TakeLine = (value: object, text: string) => string | null | undefined;

/** Bytes of a line, the end exclusive, and where its first marker stands. */
export interface LineRange {
  readonly first: number;
  readonly end: number;
  readonly mark: number;
}

/** The line without what nobody asks for, as parsing that takes longest; null where it cannot be left out safely. */
export type ShortenLine = (lines: Buffer, range: LineRange) => string | null;

/**
 * Reads files of one JSON object per line and parses only those lines whose bytes have a marker. All lines are looked
 * at: those that are no text, no object, or cut off are told. A file is read to the size it had when it was opened.
 */
export class MarkedLines {
  readonly #markers: readonly Buffer[];
  readonly #shorten: ShortenLine;
  #buffer = Buffer.allocUnsafe(2 * BLOCK_BYTES);
  #line = 0;
  /** Where the markers stand next in the block. */
  readonly #next: number[];

  /** @param markers words of the lines that are wanted */
  constructor(markers: readonly string[], shorten: ShortenLine = () => null) {
    this.#shorten = shorten;
    this.#markers = markers.map((marker) => Buffer.from(marker));
    this.#next = markers.map(() => 0);
  }

  *read(file: string, take: TakeLine, onRead?: (bytes: number) => void): Generator<SkippedRecord> {
    this.#line = 0;
    let descriptor: number;
    try {
      descriptor = openSync(file, 'r');
    } catch (error) {
      yield { kind: 'SKIPPED', file, line: null, reason: `the file cannot be opened: ${errorCode(error)}` };
      return;
    }
    try {
      for (const piece of this.#pieces(descriptor, onRead)) {
        const faults = 'fault' in piece ? this.#passOver(piece.fault) : this.#look(piece, take);
        for (const [line, reason] of faults) yield { kind: 'SKIPPED', file, line, reason };
      }
    } catch (error) {
      yield { kind: 'SKIPPED', file, line: this.#line + 1, reason: `the file cannot be read on: ${errorCode(error)}` };
    } finally {
      closeSync(descriptor);
    }
  }

  *#pieces(descriptor: number, onRead?: (bytes: number) => void): Generator<Piece> {
    let left = fstatSync(descriptor).size;
    let [held, isTooLong, isFirst] = [0, false, true];
    while (left > 0) {
      if (held === this.#buffer.length) this.#grow();
      const room = Math.min(left, BLOCK_BYTES, this.#buffer.length - held);
      const read = readSync(descriptor, this.#buffer, held, room, null);
      if (read === 0) break;
      onRead?.(read);
      left -= read;
      held += read;
      if (isFirst && UTF_16_MARKS.some((mark) => startsWith(this.#buffer.subarray(0, held), mark))) {
        yield { fault: 'utf16' };
        return;
      }
      if (isTooLong) {
        const end = this.#buffer.subarray(0, held).indexOf(NEWLINE) + 1;
        isTooLong = end === 0;
        held = end === 0 ? 0 : this.#drop(end, held);
        if (!isTooLong) yield { fault: 'tooLong' };
      }
      const end = this.#buffer.subarray(0, held).lastIndexOf(NEWLINE) + 1;
      if (end > 0) {
        const start = isFirst && startsWith(this.#buffer, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
        yield { lines: this.#buffer.subarray(start, end), isLast: false };
        held = this.#drop(end, held);
        isFirst = false;
      }
      if (held > LINE_BYTES_MAX) [held, isTooLong, isFirst] = [0, true, false];
    }
    if (isTooLong) yield { fault: 'tooLong' };
    else if (held > 0) yield { lines: this.#buffer.subarray(0, held), isLast: true };
  }

  /** @returns how many bytes are left in front */
  #drop(bytes: number, held: number): number {
    this.#buffer.copyWithin(0, bytes, held);
    return held - bytes;
  }

  #grow(): void {
    const larger = Buffer.allocUnsafe(Math.min(2 * this.#buffer.length, LINE_BYTES_MAX + 1));
    this.#buffer.copy(larger);
    this.#buffer = larger;
  }

  #passOver(fault: keyof typeof REASONS): [line: number, reason: string][] {
    this.#line += 1;
    return [[this.#line, REASONS[fault]]];
  }

  #look({ lines, isLast }: { lines: Buffer; isLast: boolean }, take: TakeLine): [line: number, reason: string][] {
    const faults: [number, string][] = [];
    const isText = isUtf8(lines);
    this.#next.fill(-1);
    for (let start = 0; start < lines.length; ) {
      const found = lines.indexOf(NEWLINE, start);
      const end = found === -1 ? lines.length : found;
      this.#line += 1;
      const reason = this.#lookAt(lines, { start, end, isText, isLast }, take);
      if (reason !== null) faults.push([this.#line, reason]);
      start = end + 1;
    }
    return faults;
  }

  #lookAt(
    lines: Buffer,
    { start, end, isText, isLast }: { start: number; end: number; isText: boolean; isLast: boolean },
    take: TakeLine,
  ): string | null {
    let [first, last] = [start, end - 1];
    while (first <= last && isBlank(lines[first])) first += 1;
    while (last > first && isBlank(lines[last])) last -= 1;
    if (first > last) return null;
    if (!isText && !isUtf8(lines.subarray(start, end))) return isLast ? REASONS.cut : REASONS.notUtf8;
    const wrong = isLast ? REASONS.cut : REASONS.noObject;
    if (lines[first] !== OPEN || lines[last] !== CLOSE) return wrong;
    const mark = this.#markIn(lines, first, last);
    const range = { first, end: last + 1, mark };
    if (mark === NO_MARK) return isLast && asObject(lines.toString('utf8', first, last + 1)) === null ? wrong : null;
    const short = this.#shorten(lines, range);
    const fault = short === null ? undefined : takeText(short, take);
    if (fault !== undefined) return fault;
    const whole = lines.toString('utf8', first, last + 1);
    const value = asObject(whole);
    return value === null ? wrong : (take(value, whole) ?? null);
  }

  /** Each byte is searched once for each marker: a place that was found is kept until its line has come. */
  #markIn(lines: Buffer, first: number, last: number): number {
    let mark = NO_MARK;
    for (let at = 0; at < this.#markers.length; at += 1) {
      let next = this.#next[at] as number;
      if (next < first) {
        const found = lines.indexOf(this.#markers[at] as Buffer, first);
        next = found === -1 ? lines.length : found;
        this.#next[at] = next;
      }
      if (next < last && next < mark) mark = next;
    }
    return mark;
  }
}

function takeText(text: string, take: TakeLine): string | null | undefined {
  const value = asObject(text);
  return value === null ? undefined : take(value, text);
}

/** Null where the text is no JSON. */
function asObject(text: string): object | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
}

function startsWith(bytes: Buffer, mark: Buffer): boolean {
  return bytes.subarray(0, mark.length).equals(mark);
}
