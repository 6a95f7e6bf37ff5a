import { isVisible, visibleText } from '../../../core/values/visible-text.ts';
import { isPlainDate, type PlainDate } from '../../../core/values/week.ts';
import { parseAmount, type RawAmount } from '../amounts.ts';
import type { CellSource, CsvMapping, DAY_FORMATS } from './mapping.ts';

/** A cell that has not what its column should: its row is not taken. Says nothing of what it has. */
export class CellError extends Error {
  override readonly name = 'CellError';

  constructor(column: string, what: string) {
    super(`column ${JSON.stringify(column)} ${what}`);
  }
}

const TEXT_CHARACTERS_MAX = 320;
const COUNT = /^(\d{1,18})(\.0+)?$/;
const INSTANT = /^(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?( ?(?:Z|UTC|[+-]\d\d:?\d\d))?$/;
const DAYS: Readonly<Record<(typeof DAY_FORMATS)[number], RegExp>> = {
  'YYYY-MM-DD': /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)$/,
  'YYYY/MM/DD': /^(?<year>\d{4})\/(?<month>\d{1,2})\/(?<day>\d{1,2})$/,
  YYYYMMDD: /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)$/,
  'DD.MM.YYYY': /^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})$/,
  'DD/MM/YYYY': /^(?<day>\d{1,2})\/(?<month>\d{1,2})\/(?<year>\d{4})$/,
  'MM/DD/YYYY': /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})$/,
};
const EPOCH_DIGITS_MAX = 14;

/** The cells of a row by the names of their columns. What throws is a `CellError`. */
export class Cells {
  readonly #mapping: CsvMapping;
  readonly #fields: ReadonlyMap<string, string>;

  constructor(mapping: CsvMapping, fields: ReadonlyMap<string, string>) {
    this.#mapping = mapping;
    this.#fields = fields;
  }

  /** Null where it is empty, or says that there is nothing. What looks like a formula is text. */
  text(column: string): string | null {
    const text = this.#told(column);
    if (text === null || isVisible(text, TEXT_CHARACTERS_MAX)) return text;
    throw new CellError(column, `has more than ${TEXT_CHARACTERS_MAX} characters, or some that cannot be seen`);
  }

  /** Text that decides nothing: what cannot be seen in it is escaped. */
  label(column: string): string | null {
    const text = this.#told(column);
    if (text === null || text.length <= TEXT_CHARACTERS_MAX) return text && visibleText(text);
    throw new CellError(column, `has more than ${TEXT_CHARACTERS_MAX} characters`);
  }

  /** Whole and not below 0. */
  count(column: string | undefined): bigint | null {
    const text = column === undefined ? null : this.text(column);
    if (text === null || column === undefined) return null;
    const [, digits] = COUNT.exec(this.#plain(text)) ?? [];
    if (digits === undefined) throw new CellError(column, 'has no whole number from 0 to 18 digits');
    return BigInt(digits);
  }

  /** With its text; credits are below 0. `$` may stand before dollars. */
  amount(column: string, isUsd: boolean): RawAmount | null {
    const text = this.text(column);
    if (text === null) return null;
    const plain = this.#plain(isUsd ? text.replace(/^(-?)\$ ?/, '$1') : text);
    const amount = parseAmount(plain);
    if (!amount) throw new CellError(column, 'has no decimal number');
    return { value: amount.value, text };
  }

  chosen<Value>(source: CellSource<Value>, itself: (text: string) => Value | undefined): Value | null {
    if ('constant' in source) return source.constant;
    const { column, values, otherwise } = source;
    const text = this.text(column);
    if (text === null) return otherwise ?? null;
    const value = values ? (Object.hasOwn(values, text) ? values[text] : undefined) : itself(text);
    const chosen = value ?? otherwise;
    if (chosen === undefined) throw new CellError(column, 'has a value that the mapping does not know');
    return chosen;
  }

  /** @param dayOf the day of an instant in the zone that cuts days */
  day(dayOf: (instantMs: number) => PlainDate): PlainDate {
    const { column, format, zone } = this.#mapping.when;
    const text = this.text(column);
    if (text === null) throw new CellError(column, 'is empty');
    if (format === 'TIMESTAMP') return dayOfTimestamp(text, { column, hasZone: zone !== undefined, dayOf });
    if (format === 'EPOCH_SECONDS' || format === 'EPOCH_MILLISECONDS') {
      if (!/^\d+$/.test(text) || text.length > EPOCH_DIGITS_MAX) throw new CellError(column, 'has no time since 1970');
      return dayOf(Number(text) * (format === 'EPOCH_SECONDS' ? 1000 : 1));
    }
    const { year, month = '', day = '' } = DAYS[format].exec(text)?.groups ?? {};
    const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    if (!isPlainDate(date)) throw new CellError(column, `has no day of the form ${format}`);
    return date;
  }

  #told(column: string): string | null {
    const text = (this.#fields.get(column) ?? '').trim();
    return text === '' || this.#mapping.emptyCells.includes(text) ? null : text;
  }

  /** With a point for the decimals and nothing between digits. */
  #plain(text: string): string {
    const { decimalSeparator, thousandsSeparator } = this.#mapping;
    if (decimalSeparator === ',' && thousandsSeparator !== '.' && text.includes('.')) return '';
    const bare = thousandsSeparator === undefined ? text : withoutGroups(text, thousandsSeparator);
    return decimalSeparator === ',' ? bare.replace(',', '.') : bare;
  }
}

interface Cut {
  readonly column: string;
  readonly hasZone: boolean;
  readonly dayOf: (instantMs: number) => PlainDate;
}

/** A time without an offset is of the mapping's zone, which cuts its days: its day is the one it says. */
function dayOfTimestamp(text: string, { column, hasZone, dayOf }: Cut): PlainDate {
  const [, date = '', offset] = INSTANT.exec(text) ?? [];
  if (!isPlainDate(date)) throw new CellError(column, 'has no time as 2026-03-02T10:15:00Z');
  if (offset === undefined && hasZone) return date;
  if (offset === undefined) throw new CellError(column, 'has a time without an offset: give the mapping a zone');
  const iso = text
    .replace(' ', 'T')
    .replace(/ ?UTC$/, 'Z')
    .replace(/ (?=[Z+-])/, '');
  const ms = Date.parse(iso.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  if (Number.isNaN(ms)) throw new CellError(column, 'has no time as 2026-03-02T10:15:00Z');
  return dayOf(ms);
}

/** Groups are of three digits: `1,2` is none of them, and so no number. */
function withoutGroups(text: string, separator: string): string {
  const escaped = separator === '.' ? '\\.' : separator;
  const grouped = new RegExp(`^-?\\d{1,3}(${escaped}\\d{3})+(?!\\d)`);
  if (!text.includes(separator)) return text;
  return grouped.test(text) ? text.replaceAll(separator, '') : '';
}
