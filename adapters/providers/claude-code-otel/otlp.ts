import { z } from 'zod';
import { NumberText } from '../../../core/values/number-text.ts';

/** The JSON encoding of OTLP, as far as it is read: 64-bit integers are text or numbers, unknown fields are ignored. */

export type Attributes = Readonly<Record<string, string>>;

const LIST_MAX = 100_000;
const ATTRIBUTES_MAX = 1_000;
const NANOS = /^\d{1,20}$/;
const NANOS_PER_MS = 1_000_000n;

const list = z.array(z.unknown()).max(LIST_MAX).nullish();
const digits = z.union([z.instanceof(NumberText).transform(({ text }) => text), z.string()]);
const scalar = z.object({
  stringValue: z.string().optional(),
  intValue: digits.optional(),
  doubleValue: digits.optional(),
  boolValue: z.boolean().optional(),
});
const attributes = z
  .array(z.object({ key: z.string(), value: scalar.nullish() }))
  .max(ATTRIBUTES_MAX, 'has too many attributes')
  .nullish()
  .transform((pairs): Attributes => Object.fromEntries((pairs ?? []).flatMap(({ key, value }) => pairOf(key, value))));
/** Nanoseconds since 1970; 0 where they are left out. */
const nanos = digits
  .refine((text) => NANOS.test(text), 'is no time in nanoseconds')
  .nullish()
  .transform((text) => BigInt(text ?? 0));
const resource = z.object({ attributes }).nullish();

export const metricsSchema = z.object({
  resourceMetrics: z
    .array(
      z.object({
        resource,
        scopeMetrics: z
          .array(z.object({ metrics: list }))
          .max(LIST_MAX)
          .nullish(),
      }),
    )
    .max(LIST_MAX),
});

export const logsSchema = z.object({
  resourceLogs: z
    .array(
      z.object({
        resource,
        scopeLogs: z
          .array(z.object({ logRecords: list }))
          .max(LIST_MAX)
          .nullish(),
      }),
    )
    .max(LIST_MAX),
});

/** What a metric is called, before anything else of it is read: most are others. */
export const namedSchema = z.object({ name: z.string() });

export const sumSchema = z.object(
  { sum: z.object({ aggregationTemporality: z.unknown().optional(), dataPoints: list }, 'is no sum') },
  'is no sum',
);

export const pointSchema = z.object({
  attributes,
  startTimeUnixNano: nanos,
  timeUnixNano: nanos,
  asInt: digits.optional(),
  asDouble: digits.optional(),
});

export const logRecordSchema = z.object({
  timeUnixNano: nanos,
  observedTimeUnixNano: nanos,
  eventName: z.string().nullish(),
  body: z.object({ stringValue: z.string().optional() }).nullish().catch(null),
  attributes,
});

const TEMPORALITIES: Readonly<Record<string, 'DELTA' | 'CUMULATIVE'>> = {
  1: 'DELTA',
  AGGREGATION_TEMPORALITY_DELTA: 'DELTA',
  2: 'CUMULATIVE',
  AGGREGATION_TEMPORALITY_CUMULATIVE: 'CUMULATIVE',
};

/** Whether points are increments or sums since their start; undefined where that is not said, and so never guessed. */
export function temporalityOf(value: unknown): 'DELTA' | 'CUMULATIVE' | undefined {
  const text = value instanceof NumberText ? value.text : value;
  return typeof text === 'string' && Object.hasOwn(TEMPORALITIES, text) ? TEMPORALITIES[text] : undefined;
}

export function msOf(timeUnixNano: bigint): number {
  return Number(timeUnixNano / NANOS_PER_MS);
}

function pairOf(key: string, value: z.infer<typeof scalar> | null | undefined): [string, string][] {
  const text = value?.stringValue ?? value?.intValue ?? value?.doubleValue ?? value?.boolValue?.toString();
  return text === undefined ? [] : [[key, text]];
}
