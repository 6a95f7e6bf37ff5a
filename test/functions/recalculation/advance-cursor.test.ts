import { beforeEach, describe, expect, it } from 'vitest';
import { NONE_UNREADABLE } from '../../../core/recalculation/change-feed.ts';
import { SWEEP_BEGINNING, type SweepState } from '../../../core/recalculation/sweep-states.ts';
import type { EmployeeFindings } from '../../../core/runs/findings.ts';
import { NO_TOTALS, type RunSummary } from '../../../core/runs/run.ts';
import { NO_USAGE_READ } from '../../../core/usage/usage-read.ts';
import { keys } from '../../../functions/messages/objects.ts';
import type { SweepPlan } from '../../../functions/messages/sweep.ts';
import { type AdvancePorts, advanceCursor } from '../../../functions/recalculation/advance-cursor/step.ts';
import { faultsOf } from '../../docs/contract-files.ts';
import { MemoryOperatorMessages } from '../../doubles/memory-operator-messages.ts';
import { MemoryRunRecords } from '../../doubles/memory-run-records.ts';
import { MemoryRunStore } from '../../doubles/memory-run-store.ts';
import { MemoryToldFindings } from '../../doubles/memory-told-findings.ts';
import { MemorySweepStates } from '../../doubles/recalculation-ports.ts';

const BEFORE: SweepState = { ...SWEEP_BEGINNING, cursor: 'c3' };
const NEXT: SweepState = { ...BEFORE, cursor: 'c9', recheckAfter: { employeeId: 'E5', mondayDate: '2026-11-16' } };
const COLLECTED_AT = '2026-11-24T06:00:00.000Z';

function plan(...mondays: readonly string[]): SweepPlan {
  const requests = mondays.map((weekStartDate) => ({
    name: `sweep-${weekStartDate}`,
    weekStartDate,
    requestKey: requestOf(weekStartDate),
  }));
  return {
    before: BEFORE,
    next: NEXT,
    requests,
    changes: 4,
    unreadable: NONE_UNREADABLE,
    rechecks: 2,
    collectedAt: COLLECTED_AT,
    oldestChangeAt: '2026-11-24T05:00:00.000Z',
    newestChangeAt: '2026-11-24T05:59:00.000Z',
    hasMore: false,
  };
}

function requestOf(mondayDate: string): string {
  return `request of ${mondayDate}`;
}

/** Records of the runs that the plan's requests started. */
async function recordsOf(...summaries: readonly RunSummary[]): Promise<MemoryRunRecords> {
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

const E3_FAILED: EmployeeFindings = { named: { E2: 'QUARANTINED NEGATIVE_HOURS' }, settled: ['E1'], more: 0 };

/** Each run was of E1, E2 and E3 in two batches, and E3 is who it failed for. */
function ports(records: MemoryRunRecords, states: MemorySweepStates, findings = E3_FAILED): AdvancePorts {
  const store = new MemoryRunStore();
  for (const { summary } of records.records.values()) {
    const [manifest, reconciled] = [keys.manifest(summary), keys.reconciled(summary)];
    const batchKey = `batch of ${summary.runId}`;
    const [e1, e2, e3] = ['E1', 'E2', 'E3'].map((employeeId) => ({ employeeId, sources: null }));
    store.put(requestOf(summary.mondayDate), {
      mondayDate: summary.mondayDate,
      employeeIds: ['E1', 'E2', 'E3', 'E-without-usage'],
    });
    store.put(batchKey, { usageAsOf: summary.startedAt, first: 0, batches: [[e1, e2], [e3]] });
    store.put(manifest, [{ batchKey }, { batchKey }]);
    store.put(reconciled, { findings });
  }
  const docsUrl = 'https://docs.example';
  return { records, store, states, docsUrl, messages: new MemoryOperatorMessages(), told: new MemoryToldFindings() };
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

    const result = await advanceCursor(plan('2026-11-16'), ports(records, states));

    expect({ isAdvanced: result.isAdvanced, state: states.state }).toEqual({ isAdvanced: true, state: NEXT });
  });

  it.each<[string, Partial<RunSummary>]>([
    ['still goes on', { status: 'RUNNING', endedAt: null }],
    ['did not come to its usage', failed('USAGE_QUERY_FAILED')],
    ['lost pages of its usage', failed('USAGE_TOTALS_DIFFER')],
    ['does not add up', { ...failed('RUN_TOTALS_DIFFER'), totals: { ...NO_TOTALS, employeesCommitted: 3 } }],
    ['failed in a phase', failed('PHASE_FAILED')],
  ])('stays where a run %s', async (_, changes) => {
    const states = statesAt(BEFORE);
    const records = await recordsOf(summaryOf('2026-11-09'), summaryOf('2026-11-16', changes));

    const result = await advanceCursor(plan('2026-11-09', '2026-11-16'), ports(records, states));

    expect({ isAdvanced: result.isAdvanced, state: states.state }).toEqual({ isAdvanced: false, state: BEFORE });
  });

  it('stays where a run left no record', async () => {
    const states = statesAt(BEFORE);

    const result = await advanceCursor(plan('2026-11-16'), ports(await recordsOf(), states));

    expect({ state: states.state, ...result }).toEqual({
      state: BEFORE,
      isAdvanced: false,
      hasMore: false,
      lagSeconds: 3600,
      parked: [],
      obstacle: 'week 2026-11-16: MISSING (run none)',
      changes: 4,
      unreadable: NONE_UNREADABLE,
      rechecks: 2,
      runs: [{ weekStartDate: '2026-11-16', runId: null, status: 'MISSING', failure: null, failed: 0 }],
    });
  });

  it('moves where there was nothing to run', async () => {
    const states = statesAt(BEFORE);

    const result = await advanceCursor(plan(), ports(await recordsOf(), states));

    expect({ ...result, state: states.state }).toMatchObject({ isAdvanced: true, runs: [], state: NEXT });
  });

  it('tells how each run ended, in the order of the weeks', async () => {
    const records = await recordsOf(summaryOf('2026-11-09'), summaryOf('2026-11-16', PARTIAL));

    const { runs } = await advanceCursor(plan('2026-11-09', '2026-11-16'), ports(records, statesAt(BEFORE)));

    expect(runs).toMatchObject([
      { weekStartDate: '2026-11-09', runId: 'run-of-2026-11-09', status: 'SUCCEEDED' },
      { weekStartDate: '2026-11-16', runId: 'run-of-2026-11-16', status: 'PARTIAL' },
    ]);
  });
});

describe('an employee-week that fails', () => {
  const FAILED = {
    ...PARTIAL,
    totals: { ...PARTIAL.totals, employeesFailed: 1 },
    batchFailures: ['batch 0: E: it broke'],
  };
  const OUTAGE = {
    ...failed('NOTHING_COMMITTED'),
    totals: { ...NO_TOTALS, employeesFailed: 3 },
    batchFailures: ['batch 0: TransientError: TimesheetSystemUnavailableError: timesheet system: answered 503'],
  };
  const at = (sweep: number) => `2026-11-2${4 + sweep}T06:00:00.000Z`;
  const trouble = (sweeps: number, parkedAt: string | null = null) => {
    return { employeeId: 'E3', mondayDate: '2026-11-16', sweeps, reason: 'batch 0: E: it broke', parkedAt };
  };

  /** Sweeps one after the other, each of which meets the same failure. */
  async function sweepOften(times: number, summary: Partial<RunSummary> = FAILED, findings = E3_FAILED) {
    const states = statesAt(BEFORE);
    const world = ports(await recordsOf(summaryOf('2026-11-16', summary)), states, findings);
    const results = [];
    for (let sweep = 0; sweep < times; sweep += 1) {
      const next = { ...NEXT, troubles: states.state.troubles };
      const one = { ...plan('2026-11-16'), before: states.state, next, collectedAt: at(sweep) };
      results.push(await advanceCursor(one, world));
    }
    return { world, states, results };
  }

  it('holds the cursor in two sweeps, and is parked in the third, which moves it', async () => {
    const { states, results } = await sweepOften(3);

    expect(results.map(({ isAdvanced, parked }) => [isAdvanced, parked.length])).toEqual([
      [false, 0],
      [false, 0],
      [true, 1],
    ]);
    expect(results[0]?.obstacle).toBe('week 2026-11-16: PARTIAL, 1 employee-weeks failed (run run-of-2026-11-16)');
    expect(states.state).toEqual({ ...NEXT, troubles: [trouble(3, at(2))] });
  });

  it('is told to operators once, when it is parked', async () => {
    const { world } = await sweepOften(5);
    const { sent } = world.messages as MemoryOperatorMessages;

    expect(sent.map(({ subject }) => subject)).toEqual(['Tokenledger sweep: employee-weeks given up']);
    expect(faultsOf('sweep-message.schema.json', JSON.parse(sent[0]?.body ?? ''))).toEqual([]);
  });

  it('is told once, whatever its error says, and keeps no more of it than a line', async () => {
    const states = statesAt(BEFORE);
    const { messages, told } = ports(await recordsOf(), states);
    for (let sweep = 0; sweep < 5; sweep += 1) {
      const batchFailures = [`batch 0: E: \u001b[31m request ${sweep} ${'x'.repeat(5_000)}`];
      const records = await recordsOf(summaryOf('2026-11-16', { ...FAILED, batchFailures }));
      const next = { ...NEXT, troubles: states.state.troubles };
      const one = { ...plan('2026-11-16'), before: states.state, next, collectedAt: at(sweep) };
      await advanceCursor(one, { ...ports(records, states), messages, told });
    }

    expect((messages as MemoryOperatorMessages).sent).toHaveLength(1);
    expect(states.state.troubles[0]).toMatchObject({ sweeps: 3, parkedAt: at(4) });
    expect(states.state.troubles[0]?.reason).toMatch(/^batch 0: E: \\u001b.{0,185}$/);
  });

  it('counts from anew where a sweep in between has dealt with it', async () => {
    const { world, states } = await sweepOften(2);
    const dealt = ports(await recordsOf(summaryOf('2026-11-16')), states);
    await advanceCursor({ ...plan('2026-11-16'), before: states.state, next: NEXT }, dealt);
    const again = { ...plan('2026-11-16'), before: states.state, next: NEXT, collectedAt: at(3) };
    await advanceCursor(again, world);

    expect(states.state.troubles).toEqual([trouble(1)]);
  });

  it.each([
    ['a phase of a run failed', failed('PHASE_FAILED')],
    ['a run goes on', { status: 'RUNNING' as const, endedAt: null }],
  ])('is not counted where %s: that is no trouble of its own', async (_, other) => {
    const states = statesAt(BEFORE);
    const world = ports(await recordsOf(summaryOf('2026-11-09', other), summaryOf('2026-11-16', FAILED)), states);

    await advanceCursor(plan('2026-11-09', '2026-11-16'), world);

    expect(states.state).toEqual(BEFORE);
  });

  it('is not counted while the timesheet system is down: an outage of days parks nobody', async () => {
    const { states, results } = await sweepOften(5, OUTAGE, { named: {}, settled: [], more: 0 });

    expect(results.map(({ isAdvanced }) => isAdvanced)).toEqual(Array(5).fill(false));
    expect(results[0]?.obstacle).toBe(
      'week 2026-11-16: FAILED, NOTHING_COMMITTED, 3 employee-weeks failed (run run-of-2026-11-16)',
    );
    expect(states.state).toEqual(BEFORE);
  });

  it('is counted with its batch where another one of the sweep was answered, and by itself where it stands alone', async () => {
    const ofItself = { ...OUTAGE, batchFailures: [] };
    const counted = await sweepOften(1, ofItself, {
      named: { E3: 'FAILED STALE_TIMESHEET' },
      settled: ['E1', 'E2'],
      more: 0,
    });
    const records = await recordsOf(
      summaryOf('2026-11-09', { totals: { ...NO_TOTALS, employeesConfirmed: 1 } }),
      summaryOf('2026-11-16', OUTAGE),
    );
    const states = statesAt(BEFORE);
    await advanceCursor(plan('2026-11-09', '2026-11-16'), ports(records, states, { named: {}, settled: [], more: 0 }));

    expect(counted.states.state.troubles.map(({ employeeId, reason }) => [employeeId, reason])).toEqual([
      ['E3', 'FAILED STALE_TIMESHEET'],
    ]);
    expect(states.state.troubles.map(({ employeeId, sweeps }) => [employeeId, sweeps])).toEqual([
      ['E1', 1],
      ['E2', 1],
      ['E3', 1],
    ]);
  });

  it('is looked up in the batches of its run, whose objects are read once each', async () => {
    const world = ports(await recordsOf(summaryOf('2026-11-16', FAILED)), statesAt(BEFORE));
    const read: string[] = [];
    const store = {
      get: <T>(key: string) => {
        read.push(key);
        return world.store.get<T>(key);
      },
    };

    await advanceCursor(plan('2026-11-16'), { ...world, store });

    expect(read.filter((key) => key.startsWith('batch of'))).toEqual(['batch of run-of-2026-11-16']);
  });

  it('is let go of once its week was run as a whole since', async () => {
    const { world, states } = await sweepOften(3);
    const weekly = summaryOf('2026-11-16', { runId: 'weekly', trigger: 'WEEKLY', startedAt: at(3) });
    await world.records.open(weekly, 'arn:of:execution:weekly');

    const { parked } = await advanceCursor({ ...plan(), before: states.state, next: NEXT }, world);

    expect(parked).toEqual([]);
    const { sent } = world.messages as MemoryOperatorMessages;
    expect(sent.at(-1)?.subject).toBe('Tokenledger sweep: nothing is open any more');
  });

  it('counts once where the step is repeated', async () => {
    const states = statesAt(BEFORE);
    const world = ports(await recordsOf(summaryOf('2026-11-16', FAILED)), states);
    for (let repeated = 0; repeated < 3; repeated += 1) await advanceCursor(plan('2026-11-16'), world);

    expect(states.state).toEqual({ ...BEFORE, troubles: [trouble(1)] });
  });
});

describe('how long a change has waited', () => {
  it.each([
    ['nothing where all is dealt with', {}, [], 0],
    ['since the newest that was read, where the feed has more', { hasMore: true }, [], 60],
    ['since the oldest, where the cursor stays', {}, ['2026-11-16'], 3600],
    [
      'nothing where no change says when it came about',
      { oldestChangeAt: null, newestChangeAt: null },
      ['2026-11-16'],
      0,
    ],
  ])('is %s', async (_, changes, mondays, expected) => {
    const { lagSeconds } = await advanceCursor(
      { ...plan(...mondays), ...changes },
      ports(await recordsOf(), statesAt(BEFORE)),
    );
    expect(lagSeconds).toBe(expected);
  });
});

describe('what keeps the cursor', () => {
  it('is told: which weeks did not deal with their changes, and why', async () => {
    const totals = { ...NO_TOTALS, employeesFailed: 2 };
    const records = await recordsOf(
      summaryOf('2026-11-02'),
      summaryOf('2026-11-09', failed('USAGE_QUERY_FAILED')),
      summaryOf('2026-11-16', { status: 'PARTIAL', totals }),
    );

    const result = await advanceCursor(
      plan('2026-11-02', '2026-11-09', '2026-11-16'),
      ports(records, statesAt(BEFORE)),
    );

    expect(result.obstacle).toBe(
      'week 2026-11-09: FAILED, USAGE_QUERY_FAILED (run run-of-2026-11-09); ' +
        'week 2026-11-16: PARTIAL, 2 employee-weeks failed (run run-of-2026-11-16)',
    );
    expect(result.runs[1]).toMatchObject({ failure: 'USAGE_QUERY_FAILED', failed: 0 });
  });

  it('is short, however many they are', async () => {
    const many = Array.from({ length: 60 }, () => '2026-11-16');

    const { obstacle } = await advanceCursor(plan(...many), ports(await recordsOf(), statesAt(BEFORE)));

    expect(obstacle).toMatch(/; 55 runs more$/);
    expect(obstacle?.length).toBeLessThan(500);
  });

  it('is nothing where it has moved, and another sweep where that was ahead', async () => {
    const obstacleAt = async (state: SweepState) =>
      (await advanceCursor(plan(), ports(await recordsOf(), statesAt(state)))).obstacle;

    expect(await obstacleAt(BEFORE)).toBeNull();
    expect(await obstacleAt({ ...BEFORE, cursor: 'c7' })).toBe('another sweep has moved the cursor in between');
  });
});

describe('changes that name no employee-week', () => {
  const unreadable = (count: number, fields = 'weekStartDate') => {
    return { count, sample: count === 0 ? null : { fields, detail: `changes[${count}]: ${fields}: is no date` } };
  };
  let at: AdvancePorts & { readonly messages: MemoryOperatorMessages };

  beforeEach(async () => {
    at = { ...ports(await recordsOf(), statesAt(BEFORE)), messages: new MemoryOperatorMessages() };
  });
  const advance = (...of: Parameters<typeof unreadable>) =>
    advanceCursor({ ...plan(), unreadable: unreadable(...of) }, at);
  const told = () => at.messages.sent.map(({ body }) => JSON.parse(body));

  it('do not hold the cursor, and are in the result', async () => {
    expect(await advance(3)).toMatchObject({ isAdvanced: true, unreadable: unreadable(3) });
  });

  it('are told to operators once, with one that is shown', async () => {
    for (const count of [3, 1, 2]) await advance(count);

    expect(at.messages.sent.map(({ subject }) => subject)).toEqual([
      'Tokenledger sweep: changes that name no employee-week',
    ]);
    expect(told()).toEqual([
      {
        findings: { open: 1, changed: 1, ended: 0 },
        unreadable: unreadable(3),
        parked: [],
        repair: 'https://docs.example/runbook.md',
      },
    ]);
    expect(faultsOf('sweep-message.schema.json', told()[0])).toEqual([]);
  });

  it('are told again where something else cannot be read, and at their end', async () => {
    await advance(1);
    await advance(1, 'employeeId');
    await advance(0);
    await advance(0);

    expect(told().map(({ findings }) => findings)).toEqual([
      { open: 1, changed: 1, ended: 0 },
      { open: 1, changed: 1, ended: 0 },
      { open: 0, changed: 0, ended: 1 },
    ]);
    expect(at.messages.sent.at(-1)?.subject).toBe('Tokenledger sweep: nothing is open any more');
  });

  it('are told before the cursor moves past them: after a crash nobody would meet them again', async () => {
    at.messages.send = () => Promise.reject(new Error('no topic'));

    await expect(advance(1)).rejects.toThrow('no topic');

    expect(await at.states.read()).toEqual(BEFORE);
  });
});

describe('two sweeps at once', () => {
  it('move the cursor once: the later one loses', async () => {
    const states = statesAt({ ...BEFORE, cursor: 'c7' });

    const result = await advanceCursor(plan(), ports(await recordsOf(), states));

    expect({ isAdvanced: result.isAdvanced, cursor: states.state.cursor }).toEqual({ isAdvanced: false, cursor: 'c7' });
  });

  it('agree where they came to the same: so does a step that is repeated', async () => {
    const states = statesAt(BEFORE);
    const advance = async () => advanceCursor(plan(), ports(await recordsOf(), states));

    const results = [await advance(), await advance()];

    expect(results.map(({ isAdvanced }) => isAdvanced)).toEqual([true, true]);
    expect(states.state).toEqual(NEXT);
  });
});
