import { visit } from 'jsonc-parser';
import { fromNumberTextJson, NumberText } from '../../../core/values/number-text.ts';
import { nearMessage, nearName } from './columns.ts';
import { UnreadableFileError } from './faults.ts';
import type { RowIntake } from './intake.ts';
import type { Column, RawRow } from './rows.ts';
import { COLUMNS, REQUIRED_COLUMNS, shown } from './rows.ts';

/** Of one line in characters: a file that is one long line does not fill the memory. */
const LINE_CHARACTERS_MAX = 1024 * 1024;

interface JsonObject {
  readonly cells: RawRow;
  /** All of them, as often as they are there. */
  readonly keys: readonly string[];
}

/**
 * Reads one JSON object per line; blank lines are skipped. A field may be missing, which is null, but not in every line
 * where it is required, nor under another spelling, nor may it be there twice.
 */
export async function readJsonl(text: AsyncIterable<string>, intake: RowIntake): Promise<void> {
  const found = new Set<string>();
  let first: { line: number; keys: readonly string[] } | undefined;
  let number = 0;
  for await (const line of linesOf(text)) {
    number += 1;
    if (line.trim() === '') continue;
    const object = parseObject(line);
    if (object === undefined) {
      intake.refuse(number, null, `the line is not a JSON object: ${shown(line)}`);
      continue;
    }
    for (const { column, message } of faultsOfKeys(object.keys)) intake.refuse(number, column, message);
    for (const column of COLUMNS) if (Object.hasOwn(object.cells, column)) found.add(column);
    first ??= { line: number, keys: object.keys };
    intake.add(number, object.cells);
  }
  if (!first) return;
  const missing = REQUIRED_COLUMNS.filter((column) => !found.has(column));
  for (const column of missing) intake.refuse(null, column, 'the field is missing in every line');
  if (missing.length > 0) {
    intake.refuse(first.line, null, `the fields found are ${first.keys.map((key) => shown(key)).join(', ')}`);
  }
}

/** @throws UnreadableFileError at a line that is too long */
async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of text) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line;
    if (rest.length > LINE_CHARACTERS_MAX) {
      throw new UnreadableFileError(
        `a line is longer than ${LINE_CHARACTERS_MAX} characters: write one JSON object per line`,
      );
    }
  }
  yield rest;
}

function faultsOfKeys(keys: readonly string[]): { column: Column; message: string }[] {
  return COLUMNS.flatMap((column) => {
    const count = keys.filter((key) => key === column).length;
    if (count > 1) return [{ column, message: 'the field is there more than once' }];
    const near = count === 0 ? nearName(keys, column) : undefined;
    return near === undefined ? [] : [{ column, message: nearMessage(near, column) }];
  });
}

function parseObject(line: string): JsonObject | undefined {
  try {
    const cells: unknown = fromNumberTextJson(line);
    if (typeof cells !== 'object' || cells === null || Array.isArray(cells) || cells instanceof NumberText) return;
    return { cells, keys: keysOf(line) };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return;
    throw error;
  }
}

/** The keys of the object itself, repeated ones too, of which `JSON.parse` keeps the last. */
function keysOf(line: string): string[] {
  const keys: string[] = [];
  visit(line, {
    onObjectProperty: (key, _offset, _length, _line, _character, pathOf) => {
      if (pathOf().length === 0) keys.push(key);
    },
  });
  return keys;
}
