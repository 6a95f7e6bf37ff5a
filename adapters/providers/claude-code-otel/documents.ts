import { UnreadableFileError } from '../../lake/usage-files/faults.ts';
import { parseExact } from '../exact-json.ts';
import { documentOf, linesOf, textOf } from '../text-files.ts';

/** Lines that are no JSON are told up to here; then the file is of another format. */
const FAULTS_MAX = 100;

/** A JSON document of a file; `line` is null where it is the whole file. */
export type OtlpDocument =
  | { readonly line: number | null; readonly value: unknown }
  | { readonly line: number; readonly reason: string };

/** The JSON documents of a file: one on each line, or one over several lines that is the whole file. */
export async function* documentsOf(file: string, onRead?: (bytes: number) => void): AsyncGenerator<OtlpDocument> {
  let [isFirst, faults] = [true, 0];
  for await (const { number: line, text } of linesOf(textOf(file, onRead))) {
    if (text?.trim() === '') continue;
    const value = text === null ? undefined : parsed(text);
    if (value !== undefined) yield { line, value };
    else {
      const whole = isFirst ? await wholeOf(file) : undefined;
      if (whole !== undefined) {
        yield { line: null, value: whole };
        return;
      }
      faults += 1;
      yield { line, reason: text === null ? 'the line is too long' : 'the line is no JSON, or is cut off' };
      if (faults === FAULTS_MAX) {
        yield { line, reason: `${FAULTS_MAX} lines are no JSON: the file is not read on` };
        return;
      }
    }
    isFirst = false;
  }
}

/** Undefined where it is no document, or too large for one. */
async function wholeOf(file: string): Promise<unknown> {
  try {
    return parsed(await documentOf(textOf(file)));
  } catch (error) {
    if (error instanceof UnreadableFileError) return undefined;
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return parseExact(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
