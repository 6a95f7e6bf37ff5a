import type { RowIntake } from './intake.ts';
import type { RawRow } from './rows.ts';
import { NumberText } from './rows.ts';

/** Reads one JSON object per line; blank lines are skipped. */
export function readJsonl(text: string, intake: RowIntake): void {
  for (const [index, line] of text.split('\n').entries()) {
    if (intake.full) return;
    if (line.trim() === '') continue;
    const row = parseObject(line);
    if (row) intake.add(index + 1, row);
    else intake.refuse(index + 1, null, 'the line is not a JSON object');
  }
}

function parseObject(line: string): RawRow | undefined {
  try {
    const value: unknown = JSON.parse(line, keepNumberText);
    return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText)
      ? value
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Reviver: a number stays the text it was, since `JSON.parse` would round it to a binary float. */
function keepNumberText(_key: string, value: unknown, context?: { source: string }): unknown {
  return typeof value === 'number' && context ? new NumberText(context.source) : value;
}
