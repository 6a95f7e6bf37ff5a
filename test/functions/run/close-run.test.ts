import { describe, expect, it } from 'vitest';
import { NO_TOTALS, type RunSummary, type RunTotals } from '../../../core/runs/run.ts';
import { NO_USAGE_READ } from '../../../core/usage/usage-read.ts';
import type { CloseRunEvent } from '../../../functions/messages/events.ts';
import type { Reconciled } from '../../../functions/messages/objects.ts';
import { closeRun } from '../../../functions/run/close-run/step.ts';
import { MemoryMessages, MemoryRunRecords, MemoryRunStore } from '../../doubles/in-memory.ts';
import { TestClock } from '../../doubles/test-clock.ts';
import { RUN } from '../../worlds/runs.ts';

const READ = { ...NO_USAGE_READ, employees: 3, usage: { tokens: 2700n, costUsd4: 1_350_000n } };
const EVENT: CloseRunEvent = { run: RUN, planKey: 'plan', reconciledKey: 'reconciled', failure: null };
const ENDED_AT = '2026-11-24T06:05:00.000Z';

/** A run that was opened, with what it left behind, and how often it is closed. */
async function close(
  changes: {
    readonly totals?: Partial<RunTotals>;
    readonly reconciled?: Partial<Reconciled>;
    readonly event?: Partial<CloseRunEvent>;
  } = {},
  world = { records: new MemoryRunRecords(), messages: new MemoryMessages() },
  now = ENDED_AT,
) {
  const store = new MemoryRunStore();
  const totals = { ...NO_TOTALS, employeesCommitted: 3, ...changes.totals };
  const effort = { awsCalls: 40, invocations: 9 };
  await store.put('plan', { read: READ, batches: [], effort: { awsCalls: 20, invocations: 3 } });
  await store.put('reconciled', { read: READ, totals, difference: null, failures: [], effort, ...changes.reconciled });
  const opened: RunSummary = {
    ...RUN,
    status: 'RUNNING',
    endedAt: null,
    read: NO_USAGE_READ,
    totals: NO_TOTALS,
    awsCalls: 0,
    invocations: 0,
    failure: null,
    batchFailures: [],
  };
  await world.records.open(opened, 'execution');
  const ports = { store, ...world, clock: new TestClock(now), meter: { calls: () => 2 } };
  const summary = await closeRun({ ...EVENT, ...changes.event }, ports);
  return { summary, ...world, record: world.records.records.get(RUN.runId)?.summary };
}

describe('a run that succeeded', () => {
  it('ends with its summary in the record, and no message', async () => {
    const { summary, record, messages } = await close();

    expect(summary).toEqual({
      ...RUN,
      status: 'SUCCEEDED',
      endedAt: ENDED_AT,
      read: READ,
      totals: { ...NO_TOTALS, employeesCommitted: 3 },
      awsCalls: 40 + 2 + 1,
      invocations: 10,
      failure: null,
      batchFailures: [],
    });
    expect(record).toEqual(summary);
    expect(messages.sent).toEqual([]);
  });

  it('tells operators of employees who vanished all the same', async () => {
    const { summary, messages } = await close({ totals: { employeesVanished: 2 } });

    expect(summary.status).toBe('SUCCEEDED');
    expect(messages.sent).toHaveLength(1);
    expect(JSON.parse(messages.sent[0]?.body ?? '')).toMatchObject({ status: 'SUCCEEDED', vanishedEmployees: 2 });
  });
});

describe('a run that did not', () => {
  it.each<[string, Parameters<typeof close>[0], string, string | null]>([
    ['some failed', { totals: { employeesFailed: 1 } }, 'PARTIAL', null],
    ['some were set aside', { totals: { employeesQuarantined: 1 } }, 'PARTIAL', null],
    ['nothing was committed', { totals: { employeesCommitted: 0, employeesFailed: 3 } }, 'FAILED', 'NOTHING_COMMITTED'],
    ['totals differ', { reconciled: { difference: 'a token is missing' } }, 'FAILED', 'RUN_TOTALS_DIFFER'],
    ['it was not reconciled', { event: { reconciledKey: null } }, 'FAILED', 'PHASE_FAILED'],
    [
      'there was no usage',
      { event: { planKey: null, reconciledKey: null, failure: { code: 'NO_USAGE', message: 'none' } } },
      'FAILED',
      'NO_USAGE',
    ],
    [
      'a phase failed after all was well',
      { event: { failure: { code: 'PHASE_FAILED', message: 'the Map' } } },
      'FAILED',
      'PHASE_FAILED',
    ],
  ])('because %s ends so, and operators are told', async (_, changes, status, code) => {
    const { summary, record, messages } = await close(changes);

    expect(summary.status).toBe(status);
    expect(summary.failure?.code ?? null).toBe(code);
    expect(record).toEqual(summary);
    expect(messages.sent).toHaveLength(1);
    expect(messages.sent[0]?.subject).toBe(`Tokenledger run of week 2026-11-16: ${status}`);
    expect(JSON.parse(messages.sent[0]?.body ?? '')).toMatchObject({
      runId: RUN.runId,
      status,
      usageUsd: expect.any(String),
    });
  });

  it('names the first cause where nothing was committed, and the batches that failed', async () => {
    const failures = ['batch 0: TimesheetSystemRefusedError: answered 401'];

    const { summary, messages } = await close({
      totals: { employeesCommitted: 0, employeesFailed: 3 },
      reconciled: { failures },
    });

    expect(summary.failure?.message).toContain('answered 401');
    expect(summary.batchFailures).toEqual(failures);
    expect(JSON.parse(messages.sent[0]?.body ?? '').batchFailures).toEqual(failures);
  });

  it('before its plan has cost its opening and the start of its query', async () => {
    const { summary } = await close({ event: { planKey: null, reconciledKey: null } });

    expect(summary).toMatchObject({ awsCalls: 3 + 2 + 1, invocations: 3, read: NO_USAGE_READ });
  });
});

describe('a run that is closed again', () => {
  it('keeps its first end, and operators are told again of that', async () => {
    const first = await close({ totals: { employeesFailed: 1 } });

    const second = await close({}, first, '2026-11-24T09:00:00.000Z');

    expect(second.summary).toEqual(first.summary);
    expect(second.record).toEqual(first.summary);
    expect(second.messages.sent).toHaveLength(2);
    expect(second.messages.sent[1]?.subject).toContain('PARTIAL');
  });
});
