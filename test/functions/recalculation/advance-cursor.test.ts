import { describe, expect, it } from 'vitest';
import type { SweepState } from '../../../core/recalculation/sweep-states.ts';
import { NO_TOTALS, type RunSummary } from '../../../core/runs/run.ts';
import type { RunRecords } from '../../../core/runs/run-records.ts';
import { NO_USAGE_READ } from '../../../core/usage/usage-read.ts';
import type { SweepPlan } from '../../../functions/messages/sweep.ts';
import { advanceCursor } from '../../../functions/recalculation/advance-cursor/step.ts';
import { MemoryRunRecords } from '../../doubles/memory-run-records.ts';
import { MemorySweepStates } from '../../doubles/recalculation-ports.ts';

const BEFORE: SweepState = { cursor: 'c3', recheckAfter: null };
const NEXT: SweepState = { cursor: 'c9', recheckAfter: { employeeId: 'E5', mondayDate: '2026-11-16' } };

function plan(...mondays: readonly string[]): SweepPlan {
  const requests = mondays.map((weekStartDate) => ({
    name: `sweep-${weekStartDate}`,
    weekStartDate,
    requestKey: 'a request',
  }));
  return { before: BEFORE, next: NEXT, requests, changes: 4, rechecks: 2 };
}

/** Records of the runs that the plan's requests started. */
async function recordsOf(...summaries: readonly RunSummary[]): Promise<RunRecords> {
  const records = new MemoryRunRecords();
  for (const summary of summaries) await records.open(summary, `arn:of:execution:sweep-${summary.mondayDate}`);
  return records;
}

function summaryOf(mondayDate: string, changes: Partial<RunSummary> = {}): RunSummary {
  return {
    runId: `run-of-${mondayDate}`,
    mondayDate,
    trigger: 'SWEEP',
    status: 'SUCCEEDED',
    startedAt: '2026-11-24T06:00:00.000Z',
    endedAt: '2026-11-24T06:00:09.000Z',
    read: NO_USAGE_READ,
    totals: NO_TOTALS,
    awsCalls: 20,
    invocations: 8,
    failure: null,
    batchFailures: [],
    ...changes,
  };
}

function statesAt(state: SweepState): MemorySweepStates {
  const states = new MemorySweepStates();
  states.state = state;
  return states;
}

const PARTIAL = { status: 'PARTIAL', totals: { ...NO_TOTALS, employeesCommitted: 9 } } as const;
const failed = (code: NonNullable<RunSummary['failure']>['code']) =>
  ({ status: 'FAILED', failure: { code, message: 'it failed' } }) as const;

describe('the cursor', () => {
  it.each<[string, Partial<RunSummary>]>([
    ['succeeded', {}],
    [
      'set some aside: they are listed, and their repair is a change',
      { ...PARTIAL, totals: { ...PARTIAL.totals, employeesQuarantined: 1 } },
    ],
    ['lost some to writers with newer inputs', { totals: { ...NO_TOTALS, employeesSuperseded: 3 } }],
    ['set all aside', { ...failed('NOTHING_COMMITTED'), totals: { ...NO_TOTALS, employeesQuarantined: 3 } }],
  ])('moves past what a run dealt with that %s', async (_, changes) => {
    const states = statesAt(BEFORE);
    const records = await recordsOf(summaryOf('2026-11-16', changes));

    const result = await advanceCursor(plan('2026-11-16'), { records, states });

    expect({ isAdvanced: result.isAdvanced, state: states.state }).toEqual({ isAdvanced: true, state: NEXT });
  });

  it.each<[string, Partial<RunSummary>]>([
    ['still goes on', { status: 'RUNNING', endedAt: null }],
    ['failed for some employees', { ...PARTIAL, totals: { ...PARTIAL.totals, employeesFailed: 1 } }],
    ['failed for all', { ...failed('NOTHING_COMMITTED'), totals: { ...NO_TOTALS, employeesFailed: 3 } }],
    ['did not come to its usage', failed('USAGE_QUERY_FAILED')],
    ['lost pages of its usage', failed('USAGE_TOTALS_DIFFER')],
    ['does not add up', { ...failed('RUN_TOTALS_DIFFER'), totals: { ...NO_TOTALS, employeesCommitted: 3 } }],
    ['failed in a phase', failed('PHASE_FAILED')],
  ])('stays where a run %s', async (_, changes) => {
    const states = statesAt(BEFORE);
    const records = await recordsOf(summaryOf('2026-11-09'), summaryOf('2026-11-16', changes));

    const result = await advanceCursor(plan('2026-11-09', '2026-11-16'), { records, states });

    expect({ isAdvanced: result.isAdvanced, state: states.state }).toEqual({ isAdvanced: false, state: BEFORE });
  });

  it('stays where a run left no record', async () => {
    const states = statesAt(BEFORE);

    const result = await advanceCursor(plan('2026-11-16'), { records: await recordsOf(), states });

    expect({ state: states.state, ...result }).toEqual({
      state: BEFORE,
      isAdvanced: false,
      changes: 4,
      rechecks: 2,
      runs: [{ weekStartDate: '2026-11-16', runId: null, status: 'MISSING' }],
    });
  });

  it('moves where there was nothing to run', async () => {
    const states = statesAt(BEFORE);

    const result = await advanceCursor(plan(), { records: await recordsOf(), states });

    expect({ ...result, state: states.state }).toMatchObject({ isAdvanced: true, runs: [], state: NEXT });
  });

  it('tells how each run ended, in the order of the weeks', async () => {
    const records = await recordsOf(summaryOf('2026-11-09'), summaryOf('2026-11-16', PARTIAL));

    const { runs } = await advanceCursor(plan('2026-11-09', '2026-11-16'), { records, states: statesAt(BEFORE) });

    expect(runs).toEqual([
      { weekStartDate: '2026-11-09', runId: 'run-of-2026-11-09', status: 'SUCCEEDED' },
      { weekStartDate: '2026-11-16', runId: 'run-of-2026-11-16', status: 'PARTIAL' },
    ]);
  });
});

describe('two sweeps at once', () => {
  it('move the cursor once: the later one loses', async () => {
    const states = statesAt({ cursor: 'c7', recheckAfter: null });

    const result = await advanceCursor(plan(), { records: await recordsOf(), states });

    expect({ isAdvanced: result.isAdvanced, cursor: states.state.cursor }).toEqual({ isAdvanced: false, cursor: 'c7' });
  });

  it('agree where they came to the same: so does a step that is repeated', async () => {
    const states = statesAt(BEFORE);
    const advance = async () => advanceCursor(plan(), { records: await recordsOf(), states });

    const results = [await advance(), await advance()];

    expect(results.map(({ isAdvanced }) => isAdvanced)).toEqual([true, true]);
    expect(states.state).toEqual(NEXT);
  });
});
