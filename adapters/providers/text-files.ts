import { createReadStream } from 'node:fs';
import type { SkippedRecord } from '../../core/collection/usage-import.ts';
import { UnreadableFileError } from '../lake/usage-files/faults.ts';
import { readText } from '../lake/usage-files/text.ts';

/** Of a document that is read as one, in characters. */
export const DOCUMENT_CHARACTERS_MAX = 64 * 1024 * 1024;
/** Of a line, in characters. */
export const LINE_CHARACTERS_MAX = 10 * 1024 * 1024;

export interface TextLine {
  /** From 1. */
  readonly number: number;
  /** Null where it is too long to be held. */
  readonly text: string | null;
}

/**
 * The text of a file, UTF-8 with or without a byte order mark, in pieces.
 * @throws UnreadableFileError, or what opening the file throws: `skippedFile` tells either
 */
export function textOf(file: string, onRead?: (bytes: number) => void): AsyncGenerator<string> {
  return readText(counted(createReadStream(file), onRead));
}

/** @throws UnreadableFileError where the document is too large to be held */
export async function documentOf(pieces: AsyncIterable<string>): Promise<string> {
  const held: string[] = [];
  let characters = 0;
  for await (const piece of pieces) {
    characters += piece.length;
    if (characters > DOCUMENT_CHARACTERS_MAX) {
      throw new UnreadableFileError(`the file has more than ${DOCUMENT_CHARACTERS_MAX} characters`);
    }
    held.push(piece);
  }
  return held.join('');
}

/** Lines that end in LF or CRLF; the last one may end without. One that is too long is passed over. */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<TextLine> {
  let [number, rest, isTooLong] = [0, '', false];
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      number += 1;
      yield { number, text: isTooLong || line.length > LINE_CHARACTERS_MAX ? null : line };
      isTooLong = false;
    }
    if (rest.length > LINE_CHARACTERS_MAX) [rest, isTooLong] = ['', true];
  }
  if (rest !== '' || isTooLong) yield { number: number + 1, text: isTooLong ? null : rest };
}

/** A file that is not read, or not read on; what is no fault of the file is thrown on. */
export function skippedFile(file: string, error: unknown): SkippedRecord {
  return { kind: 'SKIPPED', file, line: null, reason: reasonOf(error) };
}

function reasonOf(error: unknown): string {
  if (error instanceof UnreadableFileError) return error.message;
  if (error instanceof SyntaxError) return 'the file is no JSON, or is cut off';
  if (error instanceof Error && 'syscall' in error && 'code' in error) return `the file cannot be read: ${error.code}`;
  throw error;
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  onRead?: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    onRead?.(chunk.byteLength);
    yield chunk;
  }
}
