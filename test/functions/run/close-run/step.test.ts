import { describe, expect, it } from 'vitest';
import { DynamoPublications } from '../../../../adapters/dynamodb/publication/publications.ts';
import type { Findings } from '../../../../core/runs/findings.ts';
import { NO_TOTALS, type RunSummary, type RunTotals } from '../../../../core/runs/run.ts';
import { NO_USAGE_READ } from '../../../../core/usage/usage-read.ts';
import type { CloseRunEvent, Run } from '../../../../functions/messages/events.ts';
import type { Reconciled } from '../../../../functions/messages/objects.ts';
import { closeRun } from '../../../../functions/run/close-run/step.ts';
import { MemoryMeter } from '../../../doubles/memory-meter.ts';
import { MemoryOperatorMessages } from '../../../doubles/memory-operator-messages.ts';
import { MemoryRunRecords } from '../../../doubles/memory-run-records.ts';
import { MemoryRunStore } from '../../../doubles/memory-run-store.ts';
import { MemoryTable } from '../../../doubles/memory-table.ts';
import { MemoryToldFindings } from '../../../doubles/memory-told-findings.ts';
import { TestClock } from '../../../doubles/test-clock.ts';
import { RUN } from '../../../worlds/runs.ts';

const READ = { ...NO_USAGE_READ, employees: 3, usage: { tokens: 2700n, costUsd4: 1_350_000n } };
const EVENT: CloseRunEvent = {
  run: RUN,
  planKey: 'plan',
  reconciledKey: 'reconciled',
  failure: null,
  isPublished: true,
};
const ASIDE = { E1: 'QUARANTINED MALFORMED_TIMESHEET' };
const ENDED_AT = '2026-11-24T06:05:00.000Z';

/** A run that was opened, with what it left behind, and how often it is closed. */
async function close(
  changes: {
    readonly totals?: Partial<RunTotals>;
    readonly reconciled?: Partial<Reconciled>;
    readonly event?: Partial<CloseRunEvent>;
    readonly run?: Partial<Run>;
    /** What there is to tell of its employees, and whom a recalculation has settled. */
    readonly named?: Findings;
    readonly settled?: readonly string[];
  } = {},
  world = { records: new MemoryRunRecords(), messages: new MemoryOperatorMessages(), told: new MemoryToldFindings() },
  now = ENDED_AT,
) {
  const totals = { ...NO_TOTALS, employeesCommitted: 3, ...changes.totals };
  const findings = { named: changes.named ?? {}, more: 0, settled: changes.settled ?? [] };
  const reconciled: Reconciled = { read: READ, totals, difference: null, failures: [], findings, touched: [] };
  const store = MemoryRunStore.of({
    plan: { read: READ, batches: [] },
    reconciled: { ...reconciled, ...changes.reconciled },
  });
  const run = { ...RUN, ...changes.run };
  const opened: RunSummary = {
    ...run,
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
  const table = new MemoryTable();
  const ports = {
    store,
    ...world,
    publications: new DynamoPublications(table.client, 'ledger'),
    clock: new TestClock(now),
    meter: new MemoryMeter(42, 10),
    docsUrl: 'https://docs.example',
  };
  const summary = await closeRun({ ...EVENT, run, ...changes.event }, ports);
  return {
    summary,
    ...world,
    dirty: table.items().map(({ sk }) => sk),
    record: world.records.records.get(run.runId)?.summary,
  };
}

describe('the week of a run', () => {
  it('that has published it is left as it is', async () => {
    expect((await close()).dirty).toEqual([]);
  });

  it.each<[string, Partial<CloseRunEvent>]>([
    ['that has not published it', {}],
    ['that failed', { failure: { code: 'PHASE_FAILED', message: 'allocate: it broke' } }],
    ['that was not even planned', { planKey: null, reconciledKey: null }],
  ])('%s is marked dirty', async (_, event) => {
    expect((await close({ event: { ...event, isPublished: false } })).dirty).toEqual([RUN.mondayDate]);
  });
});

describe('a run that succeeded', () => {
  it('ends with its summary in the record, and no message', async () => {
    const { summary, record, messages } = await close();

    expect(summary).toEqual({
      ...RUN,
      status: 'SUCCEEDED',
      endedAt: ENDED_AT,
      read: READ,
      totals: { ...NO_TOTALS, employeesCommitted: 3 },
      awsCalls: 42 + 2,
      invocations: 10,
      failure: null,
      batchFailures: [],
    });
    expect(record).toEqual(summary);
    expect(messages.sent).toEqual([]);
  });

  it('tells operators of employees who vanished all the same', async () => {
    const { summary, messages } = await close({
      totals: { employeesVanished: 2 },
      named: { E1: 'VANISHED', E2: 'VANISHED' },
    });

    expect(summary.status).toBe('SUCCEEDED');
    expect(messages.sent).toHaveLength(1);
    expect(JSON.parse(messages.sent[0]?.body ?? '')).toMatchObject({
      status: 'SUCCEEDED',
      vanishedEmployees: 2,
      repair: 'https://docs.example/runbook.md',
    });
  });
});

describe('a run that did not', () => {
  it.each<[string, Parameters<typeof close>[0], string, string | null]>([
    ['some failed', { totals: { employeesFailed: 1 }, named: { E1: 'FAILED CONTENDED' } }, 'PARTIAL', null],
    ['a batch failed', { totals: { employeesFailed: 1 }, reconciled: { failures: ['batch 0'] } }, 'PARTIAL', null],
    ['some were set aside', { totals: { employeesQuarantined: 1 }, named: ASIDE }, 'PARTIAL', null],
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

  it('before its plan has cost what the phases until then have spent', async () => {
    const { summary } = await close({ event: { planKey: null, reconciledKey: null } });

    expect(summary).toMatchObject({ awsCalls: 42 + 2, invocations: 10, read: NO_USAGE_READ });
  });
});

describe('a run that is closed again', () => {
  it('keeps its first end, and operators are not told of it twice', async () => {
    const first = await close({ totals: { employeesFailed: 1 }, named: { E1: 'FAILED CONTENDED' } });

    const second = await close({ named: { E1: 'FAILED CONTENDED' } }, first, '2026-11-24T09:00:00.000Z');

    expect(second.summary).toEqual(first.summary);
    expect(second.record).toEqual(first.summary);
    expect(second.messages.sent).toHaveLength(1);
  });

  it('tells operators again where it died before it noted that they were told', async () => {
    const world = {
      records: new MemoryRunRecords(),
      messages: new MemoryOperatorMessages(),
      told: new MemoryToldFindings(),
    };
    world.told.beforeReplace = () => {
      throw new Error('died');
    };
    await expect(close({ totals: { employeesQuarantined: 1 }, named: ASIDE }, world)).rejects.toThrow('died');
    world.told.beforeReplace = () => {};

    await close({ named: ASIDE }, world);

    expect(world.messages.sent).toHaveLength(2);
    expect(world.messages.sent[1]).toEqual(world.messages.sent[0]);
  });
});

describe('operators', () => {
  const aside = { totals: { employeesQuarantined: 1 }, named: ASIDE };
  const again = (runId: string) => ({ run: { runId } });
  const bodies = (messages: MemoryOperatorMessages) => messages.sent.map(({ body }) => JSON.parse(body));

  it('hear once of what is set aside, however often the week is run', async () => {
    const world = await close(aside);

    await close({ ...aside, ...again('r2') }, world);
    await close({ ...aside, ...again('r3') }, world);

    expect(bodies(world.messages).map(({ findings }) => findings)).toEqual([{ open: 1, changed: 1, ended: 0 }]);
  });

  it('hear when it changes, and once when it has ended', async () => {
    const world = await close(aside);

    await close({ ...aside, named: { E1: 'QUARANTINED AMBIGUOUS_PLAN' }, ...again('r2') }, world);
    await close({ ...aside, named: { ...ASIDE, E2: 'FAILED CONTENDED' }, ...again('r3') }, world);
    await close(again('r4'), world);
    await close(again('r5'), world);

    expect(bodies(world.messages).map(({ findings }) => findings)).toEqual([
      { open: 1, changed: 1, ended: 0 },
      { open: 1, changed: 1, ended: 0 },
      { open: 2, changed: 2, ended: 0 },
      { open: 0, changed: 0, ended: 2 },
    ]);
    expect(world.messages.sent.at(-1)?.subject).toBe('Tokenledger run of week 2026-11-16: nothing is open any more');
  });

  it('hear of usage rows that are set aside although the run succeeded, once', async () => {
    const read = { ...READ, setAside: { rows: 2, amount: { tokens: 7n, costUsd4: 5n } } };

    const world = await close({ reconciled: { read } });
    await close({ reconciled: { read }, ...again('r2') }, world);

    expect(world.summary.status).toBe('SUCCEEDED');
    expect(bodies(world.messages)).toMatchObject([{ status: 'SUCCEEDED', quarantined: { rows: 2 } }]);
  });

  it('hear of each week by itself', async () => {
    const world = await close(aside);

    await close({ ...aside, run: { runId: 'r2', mondayDate: '2026-11-09' } }, world);

    expect(world.messages.sent).toHaveLength(2);
  });

  it('hear nothing of a recalculation that sets the same employee aside again', async () => {
    const world = await close(aside);

    const run = { runId: 'r2', trigger: 'SWEEP' as const };
    const second = await close({ ...aside, totals: { employeesCommitted: 0, employeesQuarantined: 1 }, run }, world);

    expect(second.summary.status).toBe('PARTIAL');
    expect(world.messages.sent).toHaveLength(1);
  });

  it('hear the end of it from the recalculation that repairs it, and nothing of the others', async () => {
    const world = await close({ ...aside, named: { ...ASIDE, E2: 'VANISHED' } });

    await close({ run: { runId: 'r2', trigger: 'WEBHOOK' }, settled: ['E1', 'E3'] }, world);

    expect(bodies(world.messages)[1].findings).toEqual({ open: 1, changed: 0, ended: 1 });
    expect(await world.told.read(RUN.mondayDate)).toEqual({ E2: 'VANISHED' });
  });

  it('hear of a failed phase beside what they know, and that it has ended', async () => {
    const world = await close(aside);
    const failure = { code: 'PHASE_FAILED' as const, message: 'the Map' };

    await close({ event: { reconciledKey: null, failure }, run: { runId: 'r2' } }, world);
    await close({ event: { reconciledKey: null, failure }, run: { runId: 'r3' } }, world);
    await close({ ...aside, ...again('r4') }, world);

    expect(bodies(world.messages).map(({ findings }) => findings)).toEqual([
      { open: 1, changed: 1, ended: 0 },
      { open: 2, changed: 1, ended: 0 },
      { open: 1, changed: 0, ended: 1 },
    ]);
  });

  it('are told what is still news where another run has told something in between', async () => {
    const world = {
      records: new MemoryRunRecords(),
      messages: new MemoryOperatorMessages(),
      told: new MemoryToldFindings(),
    };
    let isFirst = true;
    world.told.beforeReplace = () => {
      if (!isFirst) return;
      isFirst = false;
      world.told.replace(RUN.mondayDate, {}, ASIDE);
    };

    await close(aside, world);

    expect(world.messages.sent).toHaveLength(1);
    expect(await world.told.read(RUN.mondayDate)).toEqual(ASIDE);
  });
});
