import { z } from 'zod';
import type { RawAmount } from '../amounts.ts';
import { amount, count, faultOf } from '../exact-json.ts';
import {
  type Attributes,
  logRecordSchema,
  logsSchema,
  metricsSchema,
  namedSchema,
  pointSchema,
  sumSchema,
  temporalityOf,
} from './otlp.ts';

/** A point of one of the two counters that usage is made of. */
export interface CounterPoint {
  readonly kind: 'POINT';
  readonly place: string;
  readonly counter: 'TOKENS' | 'COST';
  readonly isDelta: boolean;
  readonly start: bigint;
  readonly end: bigint;
  /** Tokens, or USD; 0 or more. */
  readonly amount: RawAmount;
  /** Of the resource and the point. */
  readonly attributes: Attributes;
}

/** A request that was answered. */
export interface RequestEvent {
  readonly kind: 'EVENT';
  readonly place: string;
  readonly time: bigint;
  readonly attributes: Attributes;
}

export interface SignalFault {
  readonly kind: 'FAULT';
  readonly place: string;
  readonly reason: string;
}

export type Signal = CounterPoint | RequestEvent | SignalFault;

const COUNTERS: Readonly<Record<string, CounterPoint['counter']>> = {
  'claude_code.token.usage': 'TOKENS',
  'claude_code.cost.usage': 'COST',
};
/** With and without the prefix: versions of the tool differ. */
const EVENT_NAMES: readonly unknown[] = ['claude_code.api_request', 'api_request'];
const OTHER_SIGNALS = ['resourceSpans', 'resourceProfiles'];
const figures = { TOKENS: z.object({ value: count }), COST: z.object({ value: amount }) };

/** What a document of OTLP tells of usage; metrics, events and signals of other kinds are passed over. */
export function* signalsOf(document: unknown): Generator<Signal> {
  const keys = typeof document === 'object' && document !== null ? Object.keys(document) : [];
  if (keys.includes('resourceMetrics')) yield* pointsOf(document);
  if (keys.includes('resourceLogs')) yield* eventsOf(document);
  if (['resourceMetrics', 'resourceLogs', ...OTHER_SIGNALS].some((key) => keys.includes(key))) return;
  yield { kind: 'FAULT', place: 'the document', reason: 'is not of OTLP' };
}

function* pointsOf(document: unknown): Generator<Signal> {
  const parsed = metricsSchema.safeParse(document);
  if (!parsed.success) return yield faulty('', parsed.error);
  for (const [at, { resource, scopeMetrics }] of parsed.data.resourceMetrics.entries()) {
    for (const [scope, { metrics }] of (scopeMetrics ?? []).entries()) {
      for (const [index, metric] of (metrics ?? []).entries()) {
        const place = `resourceMetrics.${at}.scopeMetrics.${scope}.metrics.${index}`;
        yield* ofMetric(metric, resource?.attributes ?? {}, place);
      }
    }
  }
}

function* ofMetric(metric: unknown, shared: Attributes, place: string): Generator<Signal> {
  const { name = '' } = namedSchema.safeParse(metric).data ?? {};
  const counter = Object.hasOwn(COUNTERS, name) ? COUNTERS[name] : undefined;
  if (counter === undefined) return;
  const parsed = sumSchema.safeParse(metric);
  if (!parsed.success) return yield faulty(place, parsed.error);
  const { aggregationTemporality, dataPoints } = parsed.data.sum;
  const temporality = temporalityOf(aggregationTemporality);
  if (temporality === undefined) {
    const reason = 'has no aggregationTemporality: whether its points are increments or sums cannot be told';
    return yield { kind: 'FAULT', place: `${place}.sum`, reason };
  }
  for (const [index, point] of (dataPoints ?? []).entries()) {
    const at = `${place}.sum.dataPoints.${index}`;
    yield toPoint(point, { place: at, counter, isDelta: temporality === 'DELTA', shared });
  }
}

type PointContext = Pick<CounterPoint, 'place' | 'counter' | 'isDelta'> & { readonly shared: Attributes };

function toPoint(point: unknown, { place, counter, isDelta, shared }: PointContext): Signal {
  const parsed = pointSchema.safeParse(point);
  if (!parsed.success) return faulty(place, parsed.error);
  const { attributes, startTimeUnixNano: start, timeUnixNano: end, asInt, asDouble } = parsed.data;
  const text = asInt ?? asDouble;
  const told = figures[counter].safeParse({ value: text });
  if (!told.success || text === undefined) return { kind: 'FAULT', place, reason: 'has a value that is none' };
  const { value } = told.data;
  const units = typeof value === 'bigint' ? { text, value: { numerator: value, denominator: 1n } } : value;
  if (units.value.numerator < 0n) return { kind: 'FAULT', place, reason: 'has a value below 0' };
  const base = { kind: 'POINT', place, counter, isDelta, start, end } as const;
  return { ...base, amount: units, attributes: { ...shared, ...attributes } };
}

function* eventsOf(document: unknown): Generator<Signal> {
  const parsed = logsSchema.safeParse(document);
  if (!parsed.success) return yield faulty('', parsed.error);
  for (const [at, { resource, scopeLogs }] of parsed.data.resourceLogs.entries()) {
    for (const [scope, { logRecords }] of (scopeLogs ?? []).entries()) {
      for (const [index, record] of (logRecords ?? []).entries()) {
        const place = `resourceLogs.${at}.scopeLogs.${scope}.logRecords.${index}`;
        yield* ofRecord(record, resource?.attributes ?? {}, place);
      }
    }
  }
}

function* ofRecord(record: unknown, shared: Attributes, place: string): Generator<Signal> {
  const parsed = logRecordSchema.safeParse(record);
  if (!parsed.success) return yield faulty(place, parsed.error);
  const { timeUnixNano, observedTimeUnixNano, eventName, body, attributes } = parsed.data;
  if (![eventName, attributes['event.name'], body?.stringValue].some((name) => EVENT_NAMES.includes(name))) return;
  const time = timeUnixNano === 0n ? observedTimeUnixNano : timeUnixNano;
  yield { kind: 'EVENT', place, time, attributes: { ...shared, ...attributes } };
}

function faulty(place: string, error: z.core.$ZodError): SignalFault {
  return {
    kind: 'FAULT',
    place: place === '' ? 'the document' : place,
    reason: `is not as expected: ${faultOf(error)}`,
  };
}
