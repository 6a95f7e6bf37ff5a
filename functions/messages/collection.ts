import { z } from 'zod';
import { type ContractRate, contractRateFaults } from '../../core/collection/contract-rates.ts';
import { TOKEN_CLASSES } from '../../core/collection/usage-fact.ts';
import { NOTIONAL_COUNTS } from '../../core/collection/weekly-usage.ts';
import { SOURCE_ERROR_CODES } from '../../core/values/source-error.ts';
import { isPlainDate } from '../../core/values/week.ts';
import { mondaySchema } from './events.ts';
import { isCurrencyRate, readUsd6 } from './figures.ts';

/** The events of the collection's steps. */

const daySchema = z.string().refine(isPlainDate, 'is no day, YYYY-MM-DD');
const rateText = z.string().refine(isCurrencyRate, 'is no rate of currencies');
const usd6Schema = z.string().transform((text, context) => {
  const usd6 = readUsd6(text);
  if (usd6 !== undefined) return usd6;
  context.addIssue({ code: 'custom', message: 'is no amount of at most 6 decimals' });
  return z.NEVER;
});

/** How a source is pulled, as the configuration says. */
export const pulledSourceSchema = z.object({
  source: z.string().min(1),
  secretName: z.string().min(1),
  /** Where it answers elsewhere than by default. */
  baseUrl: z.url().nullish(),
  windowDays: z.int().min(1).max(60),
  /** Of sources that are asked for one: GitHub's. */
  enterprise: z.string().min(1).nullish(),
  /** USD for one of a currency. */
  rates: z.record(z.string(), rateText),
  seats: z.object({ monthlyFeeUsd: usd6Schema, purchased: z.int().min(0).nullable() }).nullish(),
});
export type PulledSource = z.output<typeof pulledSourceSchema>;

const rateSchema = z.object({
  provider: z.string(),
  model: z.string(),
  from: daySchema,
  to: daySchema.nullable(),
  ratesPerMtok: z.partialRecord(z.enum(TOKEN_CLASSES), z.string()).optional(),
  discountPct: z.string().optional(),
});
/** Own rates, without faults (`core/collection/contract-rates.ts`). */
const contractRatesSchema = z.array(rateSchema).transform((given, context) => {
  const rates = given as ContractRate[];
  for (const message of contractRateFaults(rates)) context.addIssue({ code: 'custom', message });
  return rates;
});

/** What of the facts is counted in the weekly table, as a text of the environment. */
export const countingSchema = z.string().transform((text) =>
  z
    .object({
      sources: z.array(z.object({ source: z.string(), tool: z.string() })),
      rules: z.object({ seat: z.boolean(), notional: z.enum(NOTIONAL_COUNTS) }),
    })
    .parse(JSON.parse(text)),
);

const windowSchema = z.object({ from: daySchema, to: daySchema });
const executionSchema = z.object({ id: z.string().min(1), startTime: z.iso.datetime({ offset: true }) });
const failureSchema = z.object({ code: z.enum([...SOURCE_ERROR_CODES, 'FAILED']), message: z.string() });

/** How far a pull has come. */
const positionSchema = z.object({
  /** How often the window was begun anew. */
  attempt: z.int().min(0),
  page: z.int().min(0),
  cursor: z.string().nullable(),
  /** Tries in a row that the source was not there. */
  tries: z.int().min(0),
  /** SHA-256 of the last page that held anything. */
  lastPage: z.string().nullable(),
  /** Invocations of this attempt that have answered: pages that others put are none of the pull. */
  rounds: z.array(z.string()).readonly(),
});
export type PullPosition = z.infer<typeof positionSchema>;

export const pullSourceEventSchema = z.object({
  execution: executionSchema,
  source: pulledSourceSchema,
  contractRates: contractRatesSchema,
  /** Days asked for by hand; the trailing window without. */
  window: windowSchema.nullish(),
  position: positionSchema.nullish(),
});
export type PullSourceEvent = z.output<typeof pullSourceEventSchema>;

export interface PullResult {
  readonly window: z.infer<typeof windowSchema>;
  readonly position: PullPosition;
  /** DONE: every page is there; AGAIN: after the wait; FAILED: as `failure` says. */
  readonly status: 'DONE' | 'AGAIN' | 'FAILED';
  readonly waitSeconds: number;
  readonly failure: z.infer<typeof failureSchema> | null;
}

const writtenSchema = z.object({
  facts: z.int().min(0),
  /** Days that became smaller by more than half. */
  shrunk: z.array(daySchema).readonly(),
});
export type WrittenSoFar = z.infer<typeof writtenSchema>;

export const writeDaysEventSchema = z.object({
  execution: executionSchema,
  source: pulledSourceSchema,
  contractRates: contractRatesSchema,
  window: windowSchema,
  /** Where the pull ended. */
  position: positionSchema,
  /** The first day that is not written yet; null at the beginning. */
  nextDay: daySchema.nullish(),
  written: writtenSchema.nullish(),
});
export type WriteDaysEvent = z.output<typeof writeDaysEventSchema>;

const refusedSchema = z.object({ place: z.string(), reason: z.string() });

/** What became of a source. */
export const sourceResultSchema = z.object({
  source: z.string().min(1),
  failure: failureSchema.nullable(),
  facts: z.int().min(0),
  refused: z.int().min(0),
  refusedSample: z.array(refusedSchema).readonly(),
  shrunk: z.array(daySchema).readonly(),
  /** Weeks whose days were written, ascending. */
  mondays: z.array(mondaySchema).readonly(),
});
export type SourceResult = z.infer<typeof sourceResultSchema>;

export interface WriteDaysResult {
  readonly isDone: boolean;
  readonly nextDay: string | null;
  readonly written: WrittenSoFar;
  /** Once it is done. */
  readonly result: SourceResult | null;
}

export const buildWeekEventSchema = z.object({ executionId: z.string().min(1), mondayDate: mondaySchema });
export type BuildWeekEvent = z.infer<typeof buildWeekEventSchema>;

const builtWeekSchema = z.object({
  weekStartDate: mondaySchema,
  employees: z.int().min(0),
  /** Decimal text: a state machine has no integers of any size. */
  tokens: z.string(),
  costUsd: z.string(),
  changedEmployees: z.int().min(0),
});
export type BuiltWeek = z.infer<typeof builtWeekSchema>;

/** A recalculation to be started, and settled once it has succeeded. */
export interface UsageRequest {
  readonly name: string;
  readonly weekStartDate: string;
  readonly requestKey: string;
}

export interface BuildWeekResult {
  readonly week: BuiltWeek;
  readonly requests: readonly UsageRequest[];
}

/** How the recalculation of a request ended. */
const recalculatedSchema = z.object({
  weekStartDate: mondaySchema,
  requestKey: z.string().min(1),
  isDone: z.boolean(),
});

export const closeCollectionEventSchema = z.object({
  sources: z.array(sourceResultSchema).readonly(),
  weeks: z
    .array(
      z.discriminatedUnion('isBuilt', [
        z.object({
          isBuilt: z.literal(true),
          week: builtWeekSchema,
          recalculated: z.array(recalculatedSchema).readonly(),
        }),
        z.object({ isBuilt: z.literal(false), weekStartDate: mondaySchema, failure: z.string() }),
      ]),
    )
    .readonly(),
});
export type CloseCollectionEvent = z.infer<typeof closeCollectionEventSchema>;

export interface CollectionResult {
  readonly isComplete: boolean;
  /** Why it is not, one line. */
  readonly obstacle: string | null;
  readonly sources: readonly SourceResult[];
  readonly weeks: readonly BuiltWeek[];
}
