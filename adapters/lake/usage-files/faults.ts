import { visibleText } from '../../../core/values/visible-text.ts';

/** One thing in a file that keeps it from being loaded. */
export interface UsageFault {
  /** The path as it was given. */
  readonly file: string;
  /** Line of a CSV or JSONL file, row of a Parquet file, both from 1; null where the file as a whole is meant. */
  readonly line: number | null;
  /** The column; null where the line or the file as a whole is meant. */
  readonly field: string | null;
  readonly message: string;
}

/**
 * Files that cannot be loaded. The message has one line per fault:
 * `spend.csv, line 3, cost_usd: "abc" is not …`.
 */
export class UsageFileError extends Error {
  override readonly name = 'UsageFileError';
  readonly faults: readonly UsageFault[];

  constructor(faults: readonly UsageFault[]) {
    super(faults.map(describe).join('\n'));
    this.faults = faults;
  }
}

/** Ends the reading of a file: what follows could not be understood, or would not fit into memory. */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError';
}

function describe({ file, line, field, message }: UsageFault): string {
  const unit = file.toLowerCase().endsWith('.parquet') ? 'row' : 'line';
  const place = [file, line === null ? null : `${unit} ${line}`, field].filter((part) => part !== null);
  return visibleText(`${place.join(', ')}: ${message}`);
}
