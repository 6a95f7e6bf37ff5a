import type { MondayDate, PlainDate } from '../../../core/values/week.ts';
import { weekDays } from '../../../core/values/week.ts';
import { describeHeader, faultsOfColumns } from './columns.ts';
import type { UsageFault } from './faults.ts';
import type { Column, RawRow, UsageRow } from './rows.ts';
import { asCost, asText, asTokens, shown, TEXT_CHARACTERS_MAX } from './rows.ts';

/** Faults told of one file: enough to see the pattern. The others are counted. */
export const FAULTS_PER_FILE_MAX = 20;

/** Takes the raw rows of one file and types them; hands on the typed ones until something cannot be typed. */
export class RowIntake {
  readonly #told: UsageFault[] = [];
  readonly #file: string;
  readonly #take: (row: UsageRow) => void;
  readonly #days: readonly PlainDate[];
  readonly #monday: MondayDate;
  #faults = 0;

  /**
   * @param file as faults are to name it
   * @param monday the week the file is loaded for
   * @param take what becomes of a typed row; a file with a fault is not loaded, so after one it is not called any more
   */
  constructor(file: string, monday: MondayDate, take: (row: UsageRow) => void) {
    this.#file = file;
    this.#take = take;
    this.#days = weekDays(monday);
    this.#monday = monday;
  }

  /** The first faults, then how many more there are. */
  get faults(): readonly UsageFault[] {
    const more = this.#faults - this.#told.length;
    if (more === 0) return this.#told;
    return [...this.#told, { file: this.#file, line: null, field: null, message: `${more} more faults` }];
  }

  /** Keeps a fault; null stands for the whole file or the whole line. */
  refuse(line: number | null, field: string | null, message: string): void {
    this.#faults += 1;
    if (this.#told.length < FAULTS_PER_FILE_MAX) this.#told.push({ file: this.#file, line, field, message });
  }

  /** Checks the columns of a file that names them once. Without a yes its rows mean nothing. */
  takesColumns(line: number | null, names: readonly string[]): boolean {
    const faults = faultsOfColumns(names);
    for (const { column, message } of faults) this.refuse(line, column, message);
    if (faults.length > 0) this.refuse(line, null, describeHeader(names));
    return faults.length === 0;
  }

  /** Types a row; a field that is not there is null. */
  add(line: number, raw: RawRow): void {
    const cell = <T>(field: Column, type: (value: unknown) => T | undefined, expected: string): T | null => {
      const value = raw[field] ?? null;
      const typed = value === null ? null : type(value);
      if (typed === undefined) this.refuse(line, field, `${shown(value)} is not ${expected}`);
      return typed ?? null;
    };
    const row = {
      employee_id: cell('employee_id', asText, TEXT),
      source: cell('source', asText, TEXT),
      total_tokens: cell('total_tokens', asTokens, 'a whole number within BIGINT'),
      cost_usd: cell('cost_usd', asCost, 'a decimal with a point and at most 6 decimals within DECIMAL(18,6)'),
      week_start_date:
        cell('week_start_date', (value) => this.#days.find((day) => day === value), this.#weekText) ?? this.#monday,
    };
    if (this.#faults === 0) this.#take(row);
  }

  get #weekText(): string {
    return `a day from ${this.#days.at(0)} to ${this.#days.at(-1)}`;
  }
}

const TEXT = `text of at most ${TEXT_CHARACTERS_MAX} characters`;
