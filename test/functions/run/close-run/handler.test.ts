import type { Context } from 'aws-lambda';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DynamoRunRecords } from '../../../../adapters/dynamodb/runs/run-records.ts';
import { S3RunStore } from '../../../../adapters/s3/object-store.ts';
import { sha256 } from '../../../../adapters/system/hash.ts';
import { NO_TOTALS } from '../../../../core/runs/run.ts';
import { NO_USAGE_READ } from '../../../../core/usage/usage-read.ts';
import type { CloseRunEvent, Run } from '../../../../functions/messages/events.ts';
import type { Reconciled } from '../../../../functions/messages/objects.ts';
import { leftBehind } from '../../../doubles/left-behind.ts';
import { MemoryBucket } from '../../../doubles/memory-bucket.ts';
import { MemoryTable } from '../../../doubles/memory-table.ts';
import { RUN } from '../../../worlds/runs.ts';

const aws = vi.hoisted(() => ({ dynamodb: {}, s3: {}, sent: [] as string[] }));

vi.mock('../../../../adapters/aws/clients.ts', () => ({
  RequestMeter: class {
    since = () => ({ calls: () => 0 });
  },
  AwsClients: class {
    dynamodb = () => aws.dynamodb;
    s3 = () => aws.s3;
    sns = () => ({
      send: async ({ input }: { readonly input: { readonly Message: string } }) => aws.sent.push(input.Message),
    });
  },
}));

const STACK = 'tokenledger-test';
const CONTEXT = { functionName: 'close-run', getRemainingTimeInMillis: () => 5_000 } as unknown as Context;

let table: MemoryTable;

beforeEach(() => {
  vi.resetModules();
  table = new MemoryTable();
  const bucket = new MemoryBucket();
  Object.assign(aws, { dynamodb: table.client, s3: bucket.client, sent: [] });
  vi.stubEnv('ALLOCATION_TABLE', 'ledger');
  vi.stubEnv('RUN_BUCKET', 'runs');
  vi.stubEnv('OPERATOR_TOPIC_ARN', 'arn:aws:sns:operators');
  vi.stubEnv('DOCS_URL', 'https://docs.example');
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', STACK);
});

/** Closes a run of three employees, one of whom failed. @returns its answer, and what it leaves in the log */
async function close(changes: Partial<Run> = {}, event: Partial<CloseRunEvent> = {}) {
  const run = { ...RUN, ...changes };
  const read = { ...NO_USAGE_READ, employees: 3 };
  const opened = { ...run, status: 'RUNNING' as const, endedAt: null, read, totals: NO_TOTALS };
  const none = { awsCalls: 0, invocations: 0, failure: null, batchFailures: [] };
  await new DynamoRunRecords(table.client, 'ledger').open({ ...opened, ...none }, 'execution');
  const reconciled: Reconciled = {
    read,
    totals: { ...NO_TOTALS, employeesCommitted: 2, employeesFailed: 1 },
    difference: null,
    failures: [],
    findings: { named: { 'SOMEBODY-7': 'FAILED CONTENDED' }, more: 0, settled: [] },
    touched: [],
  };
  await new S3RunStore(aws.s3 as never, 'runs', sha256).put('reconciled', reconciled);
  const { handler } = await import('../../../../functions/run/close-run/handler.ts');
  const { tracer } = await import('../../../../functions/runtime/telemetry.ts');
  const left = leftBehind(tracer);
  const asked = { run, planKey: null, reconciledKey: 'reconciled', failure: null, isPublished: true, ...event };
  const answer = await handler(asked, CONTEXT);
  const text = left();
  vi.restoreAllMocks();
  return { answer, text, metrics: metricsIn(text) };
}

/** Name, value and stack of each metric in the embedded form. */
function metricsIn(text: string): (readonly [name: string, value: unknown, service: unknown])[] {
  const lines = text.split('\n').filter((line) => line.includes('"CloudWatchMetrics"'));
  return lines.flatMap((line) => {
    const entry = JSON.parse(line);
    const names: string[] = entry._aws.CloudWatchMetrics[0].Metrics.map(({ Name }: { Name: string }) => Name);
    return names.map((name) => [name, entry[name], entry.service] as const);
  });
}

const FAILED = { reconciledKey: null, failure: { code: 'NO_USAGE' as const, message: 'none' } };

describe('the end of a run', () => {
  it('is answered with its status alone, by which the execution ends', async () => {
    expect((await close()).answer).toEqual({ status: 'PARTIAL' });
  });

  it.each([
    ['WEEKLY', 'RunsPartial', {}],
    ['LOOKBACK', 'RunsPartial', {}],
    ['MANUAL', 'RunsFailed', FAILED],
  ] as const)('of the trigger %s counts as %s of its stack', async (trigger, name, event) => {
    expect((await close({ trigger }, event)).metrics).toEqual([[name, 1, STACK]]);
  });

  it.each(['WEBHOOK', 'SWEEP'] as const)('of the trigger %s counts for nothing: it ran no week', async (trigger) => {
    expect((await close({ trigger })).metrics).toEqual([]);
    expect((await close({ trigger, runId: 'second' }, FAILED)).metrics).toEqual([]);
  });

  it('is told to operators, and no employee is named in the log', async () => {
    const { text } = await close();

    expect(aws.sent).toHaveLength(1);
    expect(text).toContain(RUN.runId);
    expect(text).not.toContain('SOMEBODY-7');
  });
});
