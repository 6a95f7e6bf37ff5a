import { parseDecimal, plainDecimal } from '../../../core/values/decimal.ts';
import { USD6_SCALE } from '../../../core/values/money.ts';
import { NumberText } from '../../../core/values/number-text.ts';
import type { PlainDate } from '../../../core/values/week.ts';

/** A row of weekly usage with the column names of the lake. Typed is not yet right: the run judges ids and signs. */
export interface UsageRow {
  readonly employee_id: string | null;
  readonly source: string | null;
  /** Within BIGINT. */
  readonly total_tokens: bigint | null;
  /** 1/1,000,000 USD, within DECIMAL(18,6). */
  readonly cost_usd: bigint | null;
  readonly week_start_date: PlainDate;
}

/** Columns every file has; their cells may be null. */
export const REQUIRED_COLUMNS = ['employee_id', 'total_tokens', 'cost_usd'] as const;
/** Columns that are read; all others are ignored. */
export const COLUMNS = [...REQUIRED_COLUMNS, 'source', 'week_start_date'] as const;
export type Column = (typeof COLUMNS)[number];

/** Cells as a file holds them: null is an empty cell, undefined a column that is not there. */
export type RawRow = Readonly<Partial<Record<Column, unknown>>>;

const COST_MAX = 10n ** 18n - 1n;
const TOKENS_MAX = 2n ** 63n - 1n;
const SHOWN_CHARACTERS_MAX = 40;
/** Of an id: far more than a right one has, and few enough that a dictionary of long texts unpacks to little. */
export const TEXT_CHARACTERS_MAX = 4096;

/** Text of any content; a malformed id is set aside by the run. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= TEXT_CHARACTERS_MAX ? value : undefined;
}

/** A whole number within BIGINT, or undefined. */
export function asTokens(value: unknown): bigint | undefined {
  const tokens = asDecimal(value, 0);
  return tokens !== undefined && tokens <= TOKENS_MAX && tokens >= -TOKENS_MAX - 1n ? tokens : undefined;
}

/** A cost of at most 6 decimals within DECIMAL(18,6) in 1/1,000,000 USD, or undefined. */
export function asCost(value: unknown): bigint | undefined {
  const cost = asDecimal(value, USD6_SCALE);
  return cost !== undefined && cost <= COST_MAX && cost >= -COST_MAX ? cost : undefined;
}

/** A value for an error message, text in quotes, shortened. */
export function shown(value: unknown, charactersMax = SHOWN_CHARACTERS_MAX): string {
  const shorten = (text: string) => (text.length > charactersMax ? `${text.slice(0, charactersMax)}…` : text);
  if (value instanceof NumberText) return shorten(value.text);
  if (typeof value === 'string') return shorten(JSON.stringify(value));
  return typeof value === 'object' ? 'a value of another type' : String(value);
}

/** Text counts as written, plain decimals only: an exponent there is what spreadsheets leave of a long number. */
function asDecimal(value: unknown, scale: number): bigint | undefined {
  if (value instanceof NumberText) return parseDecimal(plainDecimal(value.text), scale);
  return typeof value === 'string' ? parseDecimal(value, scale) : undefined;
}
