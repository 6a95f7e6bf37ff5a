/** OTLP as JSON: `{ key: text, key: number, key: true }` as its lists of pairs. */
export function otlpAttributes(values: Readonly<Record<string, string | number | boolean>>) {
  return Object.entries(values).map(([key, value]) => ({ key, value: otlpValue(value) }));
}

export interface PointPart {
  readonly at: string;
  readonly since?: string;
  readonly value: number | string;
  readonly attributes?: Readonly<Record<string, string>>;
}

export const OTEL_USER = { 'user.email': 'Dev@Example.com', 'session.id': 's1', model: 'known-opus' };

/** `1` is delta, `2` cumulative. */
export function tokenMetrics(temporality: unknown, ...points: readonly PointPart[]) {
  return metrics('claude_code.token.usage', temporality, points, { type: 'output' });
}

export function costMetrics(temporality: unknown, ...points: readonly PointPart[]) {
  return metrics('claude_code.cost.usage', temporality, points, {});
}

export function requestEvents(...events: readonly (Readonly<Record<string, string | number>> & { at: string })[]) {
  const logRecords = events.map(({ at, ...attributes }) => ({
    timeUnixNano: nanosOf(at),
    body: { stringValue: 'claude_code.api_request' },
    attributes: otlpAttributes({ 'event.name': 'api_request', ...OTEL_USER, ...attributes }),
  }));
  return { resourceLogs: [{ resource: RESOURCE, scopeLogs: [{ logRecords }] }] };
}

export function nanosOf(instant: string): string {
  return `${Date.parse(instant)}000000`;
}

const RESOURCE = { attributes: otlpAttributes({ 'service.name': 'claude-code', 'organization.id': 'org-1' }) };

function metrics(name: string, aggregationTemporality: unknown, points: readonly PointPart[], own: object) {
  const dataPoints = points.map(({ at, since, value, attributes }) => ({
    startTimeUnixNano: nanosOf(since ?? new Date(Date.parse(at) - 60_000).toISOString()),
    timeUnixNano: nanosOf(at),
    ...(typeof value === 'string' ? { asInt: value } : { asDouble: value }),
    attributes: otlpAttributes({ ...OTEL_USER, ...own, ...attributes }),
  }));
  const sum = { aggregationTemporality, isMonotonic: true, dataPoints };
  return { resourceMetrics: [{ resource: RESOURCE, scopeMetrics: [{ metrics: [{ name, unit: '1', sum }] }] }] };
}

function otlpValue(value: string | number | boolean) {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
