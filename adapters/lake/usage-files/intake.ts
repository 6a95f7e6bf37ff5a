import type { MondayDate, PlainDate } from '../../../core/values/week.ts';
import { weekDays } from '../../../core/values/week.ts';
import type { UsageFault } from './faults.ts';
import type { Column, RawRow, UsageRow } from './rows.ts';
import { asCost, asText, asTokens, COLUMNS, REQUIRED_COLUMNS, shown } from './rows.ts';

/** Faults kept of one file: enough to see the pattern, and a file of nothing but faults stays readable. */
export const FAULTS_PER_FILE_MAX = 20;

/** Takes the raw rows of one file, types them, and keeps what cannot be typed. */
export class RowIntake {
  readonly rows: UsageRow[] = [];
  readonly faults: UsageFault[] = [];
  readonly #file: string;
  readonly #days: readonly PlainDate[];
  readonly #monday: MondayDate;

  /**
   * @param file as faults are to name it
   * @param monday the week the file is loaded for
   */
  constructor(file: string, monday: MondayDate) {
    this.#file = file;
    this.#days = weekDays(monday);
    this.#monday = monday;
  }

  /** Whether reading on is of no use. */
  get full(): boolean {
    return this.faults.length >= FAULTS_PER_FILE_MAX;
  }

  /** Keeps a fault; null stands for the whole file or the whole line. */
  refuse(line: number | null, field: string | null, message: string): void {
    if (!this.full) this.faults.push({ file: this.#file, line, field, message });
  }

  /** Checks the columns of a file that names them once. Without a yes its rows mean nothing. */
  takesColumns(line: number | null, names: readonly string[]): boolean {
    for (const column of COLUMNS) {
      const count = names.filter((name) => name === column).length;
      if (count > 1) this.refuse(line, column, 'the column is there more than once');
    }
    for (const column of REQUIRED_COLUMNS) {
      if (!names.includes(column)) this.refuse(line, column, 'the column is missing');
    }
    return this.faults.length === 0;
  }

  /** Types a row; a field that is not there is null. The rows of a file with faults are never used, so a faulty row may stand among them. */
  add(line: number, raw: RawRow): void {
    const cell = <T>(field: Column, type: (value: unknown) => T | undefined, expected: string): T | null => {
      const value = raw[field] ?? null;
      const typed = value === null ? null : type(value);
      if (typed === undefined) this.refuse(line, field, `${shown(value)} is not ${expected}`);
      return typed ?? null;
    };
    this.rows.push({
      employee_id: cell('employee_id', asText, 'text'),
      source: cell('source', asText, 'text'),
      total_tokens: cell('total_tokens', asTokens, 'a whole number within BIGINT'),
      cost_usd: cell('cost_usd', asCost, 'a decimal of at most 6 decimals within DECIMAL(18,6)'),
      week_start_date:
        cell('week_start_date', (value) => this.#days.find((day) => day === value), this.#weekText) ?? this.#monday,
    });
  }

  get #weekText(): string {
    return `a day from ${this.#days.at(0)} to ${this.#days.at(-1)}`;
  }
}
