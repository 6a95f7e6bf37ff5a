import { z } from 'zod';
import { ACTOR_KINDS, COST_KINDS } from '../../../core/collection/usage-fact.ts';
import { isTimeZone } from '../../../core/values/week.ts';

/**
 * A mapping that cannot be used, or does not fit a file. The message has one line for each fault, as
 * `actor.kind: is none of …` or `export.csv: has no column "model"`.
 */
export class CsvMappingError extends Error {
  override readonly name = 'CsvMappingError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(faults.join('\n'), options);
    this.faults = faults;
  }
}

/** Of a column that has days. */
export const DAY_FORMATS = ['YYYY-MM-DD', 'YYYY/MM/DD', 'YYYYMMDD', 'DD.MM.YYYY', 'DD/MM/YYYY', 'MM/DD/YYYY'] as const;
/** Of a column that has instants: ISO 8601, or seconds or milliseconds since 1970. */
const INSTANT_FORMATS = ['TIMESTAMP', 'EPOCH_SECONDS', 'EPOCH_MILLISECONDS'] as const;
/** Who made an amount: what we compute from prices stands in no column. */
const AMOUNT_ORIGINS = ['REPORTED', 'ESTIMATED'] as const;
const NAMED_ACTOR_KINDS = ACTOR_KINDS.filter((kind) => kind !== 'NONE');
const CELL_CHARACTERS_MAX = 200;
const LIST_MAX = 100;

const column = z.string().min(1).max(CELL_CHARACTERS_MAX);
const word = z.string().min(1).max(CELL_CHARACTERS_MAX);
const kind = z.enum(COST_KINDS);

function constantOrColumn<Value extends z.ZodType>(value: Value) {
  return z.union([
    z.strictObject({ constant: value }),
    /** What a cell stands for, by its text; without a list, for itself. Other cells stand for `otherwise`. */
    z.strictObject({ column, values: z.record(word, value).optional(), otherwise: value.optional() }),
  ]);
}

const when = z.strictObject({
  column,
  format: z.enum([...DAY_FORMATS, ...INSTANT_FORMATS]),
  /** Whose days the days are, and whose clock shows times without an offset; the import's zone without one. */
  zone: z.string().refine(isTimeZone, 'is no time zone of IANA, as Europe/Berlin').optional(),
});

const tokens = z
  .strictObject({
    input: column.optional(),
    /** Whether the input has the tokens of the other classes of input in it. */
    cachedIsIncluded: z.boolean().default(false),
    cacheRead: column.optional(),
    /** Cache writes whose duration the export does not tell. */
    cacheWrite: column.optional(),
    cacheWrite5m: column.optional(),
    cacheWrite1h: column.optional(),
    output: column.optional(),
    /** A subset of the output. */
    reasoning: column.optional(),
  })
  .refine(({ cacheWrite, cacheWrite5m }) => !(cacheWrite && cacheWrite5m), {
    message: 'name cacheWrite where the duration is not told, else cacheWrite5m: not both',
    path: ['cacheWrite'],
  });

const currency = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, 'is no currency of three capitals'),
  /** USD for one of it. */
  rate: z.string().regex(/^(?!0+(\.0+)?$)\d{1,9}(\.\d{1,8})?$/, 'is no decimal text above 0 of at most 8 decimals'),
});

const cost = z.union([
  z.strictObject({
    column,
    unit: z.union([z.enum(['USD', 'CENTS']), currency]).default('USD'),
    kind: constantOrColumn(kind),
    origin: z.enum(AMOUNT_ORIGINS).default('REPORTED'),
  }),
  /** For exports of tokens alone. */
  z.strictObject({ fromPrices: z.literal(true), kind, rowIsOneRequest: z.boolean().default(false) }),
]);

const mapping = z
  .strictObject({
    delimiter: z.enum([',', ';', '\t', '|']).default(','),
    decimalSeparator: z.enum(['.', ',']).default('.'),
    /** What groups digits; none without it. */
    thousandsSeparator: z.enum([',', '.', ' ', "'"]).optional(),
    /** Cells that say that there is no value, beside empty ones: `-`, `Included`. */
    emptyCells: z.array(word).max(LIST_MAX).default([]),
    when,
    actor: z.strictObject({ column, kind: z.enum(NAMED_ACTOR_KINDS) }).optional(),
    /** Without it, whoever makes the model. */
    provider: constantOrColumn(word).optional(),
    model: constantOrColumn(word).optional(),
    tokens: tokens.optional(),
    requests: column.optional(),
    cost: cost.optional(),
    /** Columns that are kept, by the names they get. */
    attributes: z.record(word, column).default({}),
  })
  .refine(({ thousandsSeparator, decimalSeparator }) => thousandsSeparator !== decimalSeparator, {
    message: 'is the decimal separator too',
    path: ['thousandsSeparator'],
  })
  .refine((one) => one.tokens ?? one.requests ?? one.cost, {
    message: 'name at least one of tokens, requests and cost: else nothing is counted',
  })
  .refine((one) => !(one.cost && 'fromPrices' in one.cost) || (one.tokens && one.model), {
    message: 'needs tokens and a model',
    path: ['cost', 'fromPrices'],
  });

/** Which columns of an export are what (`docs/examples/*.map.json`). */
export type CsvMapping = z.infer<typeof mapping>;
export type CellSource<Value> =
  | { readonly constant: Value }
  | {
      readonly column: string;
      readonly values?: Readonly<Record<string, Value>> | undefined;
      readonly otherwise?: Value | undefined;
    };

/**
 * Reads a mapping file, JSON.
 * @throws CsvMappingError with all that is wrong
 */
export function parseCsvMapping(text: string): CsvMapping {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new CsvMappingError(['the mapping is no JSON'], { cause: error });
  }
  const parsed = mapping.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new CsvMappingError(parsed.error.issues.flatMap((issue) => faultsOf(issue)));
}

/** The columns that a mapping needs, each once. */
export function columnsOf(given: CsvMapping): string[] {
  const { when: time, actor, provider, model, tokens: classes, requests, cost: amount, attributes } = given;
  const sources = [time, actor, provider, model, amount, amount && 'column' in amount ? amount.kind : undefined];
  const named = sources.map((source) => (source && 'column' in source ? source.column : undefined));
  const { cachedIsIncluded: _, ...tokenColumns } = classes ?? {};
  const all = [...named, requests, ...Object.values(tokenColumns), ...Object.values(attributes)];
  return [...new Set(all.filter((one): one is string => typeof one === 'string'))];
}

/** Whether rows are of days, not of instants. */
export function hasDays({ when: { format } }: CsvMapping): boolean {
  return DAY_FORMATS.some((one) => one === format);
}

/** Of a choice, the faults of the one that was meant: one that is no other thing altogether, wrong in the fewest places. */
function faultsOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[] = []): string[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const isOther = (faults: readonly z.core.$ZodIssue[]) => Number(faults.some((one) => one.path.length === 0));
    const [meant = []] = [...issue.errors].sort((a, b) => isOther(a) - isOther(b) || a.length - b.length);
    return meant.flatMap((one) => faultsOf(one, path));
  }
  return [`${path.join('.') || 'the mapping'}: ${issue.message}`];
}
