import { describe, expect, it } from 'vitest';
import { RUN_FAILED } from '../../../functions/names.ts';
import type { State } from '../../lib/states.ts';
import { deployedStates } from './machines.ts';
import { type StateCase, testState } from './test-state.ts';

const CHOICES = await deployedStates('Choice');
const FAILS = await deployedStates('Fail');
const PASSES = await deployedStates('Pass');
const byName = new Map<string, State>([...CHOICES, ...FAILS, ...PASSES].map(([name, state]) => [name, state]));

const requested = { Execution: { Input: { requestKey: 'runs/requests/2026-11-16' } } };
const ran = (...wasRun: readonly boolean[]) => wasRun.map((value) => ({ wasRun: value }));

/** In a child that is so many seconds old. */
const inChild = (seconds: number, input: object): StateCase => ({
  input,
  variables: { began: Date.now() - seconds * 1000 },
});

type Branch = [choice: string, when: string, given: StateCase, next: string];
const BRANCHES: Branch[] = [
  ['Recalculation?', 'employees are named', { context: requested }, 'Select employees'],
  ['Recalculation?', 'none are', { context: { Execution: { Input: {} } } }, 'Start usage query'],
  ['Usage of heads only?', 'some have no head', { input: { needsUsage: true } }, 'Start usage query'],
  ['Usage of heads only?', 'all have one', { input: { needsUsage: false } }, 'Plan batches'],
  ['Usage ready?', 'the query succeeded', { input: { state: 'SUCCEEDED' }, variables: { polls: 600 } }, 'Plan batches'],
  ['Usage ready?', 'it failed', { input: { state: 'FAILED' }, variables: { polls: 1 } }, 'Usage query failed'],
  [
    'Usage ready?',
    'it was cancelled',
    { input: { state: 'CANCELLED' }, variables: { polls: 1 } },
    'Usage query failed',
  ],
  ['Usage ready?', 'it still runs', { input: { state: 'RUNNING' }, variables: { polls: 599 } }, 'Wait for usage'],
  ['Usage ready?', 'it still waits', { input: { state: 'QUEUED' }, variables: { polls: 1 } }, 'Wait for usage'],
  [
    'Usage ready?',
    'it ran too long',
    { input: { state: 'RUNNING' }, variables: { polls: 600 } },
    'Usage query too slow',
  ],
  ['Planned?', 'there is no usage', { input: { kind: 'ENDED' } }, 'Close run'],
  ['Planned?', 'there is no batch', { input: { kind: 'PLANNED', batches: 0 } }, 'Reconcile'],
  ['Planned?', 'there are batches', { input: { kind: 'PLANNED', batches: 1 } }, 'Allocate batches'],
  ['Fetched?', 'the batch was', { input: { fetchedKey: 'f' } }, 'Allocate'],
  ['Fetched?', 'the system asked for a pause', { input: { waitSeconds: 20 } }, 'Fetch timesheets again?'],
  ...['Fetch timesheets', 'Allocate', 'Persist'].flatMap((name): Branch[] => [
    [`${name} again?`, 'the pause fits', inChild(0, { waitSeconds: 30 }), `Wait for ${name}`],
    [`${name} again?`, 'it fits later', inChild(15, { waitSeconds: 20 }), `Wait for ${name}`],
    [`${name} again?`, 'it is too long', inChild(0, { waitSeconds: 37 }), 'Write failed receipt'],
    [`${name} again?`, 'it is too late', inChild(40, { waitSeconds: 10 }), 'Write failed receipt'],
  ]),
  ['Races lost?', 'some were', inChild(40, { again: { attempt: 2 } }), 'Decide again'],
  ['Races lost?', 'some were, too late', inChild(46, { again: { attempt: 2 } }), 'Too late to decide again'],
  ['Races lost?', 'none were', { input: { again: null } }, 'Batch done'],
  ['Whole week?', 'it was', { variables: { run: { trigger: 'LOOKBACK' }, touched: 0 } }, 'Seal week'],
  ['Whole week?', 'it was a recalculation', { variables: { run: { trigger: 'SWEEP' }, touched: 1 } }, 'Plan tracking'],
  ['Whole week?', 'one that touched no CWO', { variables: { run: { trigger: 'WEBHOOK' }, touched: 0 } }, 'Close run'],
  ['CWOs touched?', 'there are some', { input: { batches: 1 } }, 'Refresh budgets'],
  ['Publish now?', 'a part of a week was looked at', { variables: { run: { trigger: 'SWEEP' } } }, 'Close run'],
  ['Publish now?', 'the whole week was', { variables: { run: { trigger: 'WEEKLY' } } }, 'Publish week'],
  ['CWOs touched?', 'there is none', { input: { batches: 0 } }, 'Send alerts'],
  ['How did it end?', 'all is well', { input: { status: 'SUCCEEDED' } }, 'Run succeeded'],
  ['How did it end?', 'some is not', { input: { status: 'PARTIAL' } }, 'Run partial'],
  ['How did it end?', 'nothing is', { input: { status: 'FAILED' } }, 'Run failed'],
  ['Advanced?', 'the cursor moved', inRound(1, { isAdvanced: true, hasMore: false }), 'Sweep done'],
  ['Advanced?', 'the feed has more', inRound(49, { isAdvanced: true, hasMore: true }), 'Collect changes'],
  ['Advanced?', 'it has more than a sweep takes', inRound(50, { isAdvanced: true, hasMore: true }), 'Sweep done'],
  ['Advanced?', 'it stayed', { input: { isAdvanced: false } }, 'Sweep incomplete'],
  ['Pulled?', 'every page is there', pulls('DONE'), 'Write days'],
  ['Pulled?', 'the source failed', pulls('FAILED'), 'Source failed'],
  ['Pulled?', 'there are more', pulls('AGAIN', 99), 'Wait for source'],
  ['Pulled?', 'there are more than a day has time for', pulls('AGAIN', 100), 'Source too slow'],
  ['Written?', 'every day is', { input: { isDone: true } }, 'Source collected'],
  ['Written?', 'some are', { input: { isDone: false } }, 'Write days'],
  ['All collected?', 'they are', { input: { isComplete: true } }, 'Collected'],
  ['All collected?', 'they are not', { input: { isComplete: false } }, 'Not all collected'],
  ['All run?', 'all weeks are', { input: ran(true, true) }, 'Refresh benchmarks'],
  ['All run?', 'the only week is', { input: ran(true) }, 'Refresh benchmarks'],
  ['All run?', 'one week is not', { input: ran(true, false, true) }, 'Some week not run'],
  ['All run?', 'the only week is not', { input: ran(false) }, 'Some week not run'],
];

describe('each choice', () => {
  it.each(BRANCHES)('%s when %s', async (choice, _, given, next) => {
    const { status, nextState } = await testState(byName.get(choice), given);

    expect([status, nextState]).toEqual(['SUCCEEDED', next]);
  });

  it('has each of its branches here', () => {
    const taken = new Set(BRANCHES.map(([choice, , , next]) => `${choice} → ${next}`));

    const branches = CHOICES.flatMap(([name, { Choices, Default }]) =>
      [...Choices.map(({ Next }: State) => Next), Default].map((next) => `${name} → ${next}`),
    );

    expect([...taken].sort()).toEqual([...new Set(branches)].sort());
  });
});

/** A source after so many rounds. */
function pulls(status: string, rounds = 1): StateCase {
  return { input: { status, waitSeconds: 0 }, variables: { rounds } };
}

/** After so many rounds of a sweep. */
function inRound(round: number, input: unknown): StateCase {
  return { input, variables: { round } };
}

const ENDS: [state: string, error: string][] = [
  ['Run not opened', RUN_FAILED],
  ['Run not closed', RUN_FAILED],
  ['Run failed', RUN_FAILED],
  ['Collect changes failed', 'SweepFailed'],
  ['Advance cursor failed', 'SweepFailed'],
  ['Sweep incomplete', 'SweepIncomplete'],
  ['Collection not closed', 'CollectionFailed'],
  ['Not all collected', 'CollectionFailed'],
  ['Some week not run', 'ScheduledWeekNotRun'],
  ['Benchmarks not refreshed', 'BenchmarksNotRefreshed'],
];

describe('each failed end', () => {
  it.each(ENDS)('%s is an execution that fails as %s and says why', async (name, expected) => {
    const input = { Error: 'SomeError', Cause: 'it broke', obstacle: 'week 2026-11-16: MISSING (run none)' };
    const { status, error, cause } = await testState(byName.get(name), { input });

    expect([status, error]).toEqual(['FAILED', expected]);
    expect(cause).toMatch(/\w{3,}/);
  });

  it('is listed here', () => {
    expect(FAILS.map(([name]) => name).sort()).toEqual(ENDS.map(([name]) => name).sort());
  });
});

const task = { run: { runId: 'r' }, batch: 7, attempt: 2, onlyEmployees: ['E1'] };
const BROKEN = { Error: 'E', Cause: 'why' };
const request = { weekStartDate: '2023-01-02', requestKey: 'k' };
const collected = {
  ...{ source: 'cursor', failure: null, facts: 0, refused: 0, refusedSample: [], shrunk: [] },
  mondays: [] as string[],
};
const COLLECTING = { source: { source: 'cursor' }, allSources: [], window: null, monday: '2023-01-02', request };
/** What goes on from states that only reshape; those that note a failure are followed in executions. */
const RESHAPED: [state: string, input: unknown, output: unknown, next: string | undefined][] = [
  ['Decide again', { again: task }, task, 'Fetch timesheets'],
  ['Begin', {}, {}, 'Collect changes'],
  ['Begin batch', task, task, 'Fetch timesheets'],
  [
    'Too late to decide again',
    { again: task },
    { ...task, error: 'BatchOutOfTime', cause: 'races were lost, and no time was left' },
    'Write failed receipt',
  ],
  ['Batch done', { again: null }, {}, undefined],
  ['No receipt', { error: 'any' }, {}, undefined],
  ['Batch tracked', { effort: {} }, {}, undefined],
  ['Batch not tracked', { Error: 'any' }, {}, undefined],
  ['Week ended otherwise', { Error: 'any' }, { wasRun: false }, undefined],
  ['Week ended otherwise', { Error: 'States.Timeout' }, { wasRun: false }, undefined],
  ['Week ended otherwise', { Error: 'States.TaskFailed' }, { wasRun: true }, undefined],
  ['Run ended otherwise', { Error: 'any' }, {}, undefined],
  ['Begin collection', {}, {}, 'Choose sources'],
  ['Choose sources', {}, {}, 'Sources'],
  ['Pulls done', [collected], [collected], 'Collected weeks'],
  ['Begin source', { source: 'cursor' }, { source: 'cursor' }, 'Pull source'],
  ['Source too slow', {}, { failure: { code: 'FAILED', message: 'did not end in 100 rounds' } }, 'Source failed'],
  ['Pull source broke', BROKEN, { failure: { code: 'FAILED', message: 'Pull source: E: why' } }, 'Source failed'],
  ['Write days broke', BROKEN, { failure: { code: 'FAILED', message: 'Write days: E: why' } }, 'Source failed'],
  ['Source failed', { failure: { code: 'FAILED' } }, { ...collected, failure: { code: 'FAILED' } }, undefined],
  ['Source collected', { result: collected }, collected, undefined],
  ['Begin week', '2023-01-02', '2023-01-02', 'Build week'],
  ['Week not built', BROKEN, { isBuilt: false, weekStartDate: '2023-01-02', failure: 'E: why' }, undefined],
  ['Begin recalculation', request, request, 'Recalculate usage'],
  ['Recalculation ended otherwise', BROKEN, { ...request, isDone: false }, undefined],
];
const NOTES_FAILURE = [
  'Select employees failed',
  'Start usage query failed',
  'Check usage query failed',
  'Usage query failed',
  'Usage query too slow',
  'Plan batches failed',
  'Allocate batches failed',
  'Reconcile failed',
  'Seal week failed',
  'Plan tracking failed',
  'Refresh budgets failed',
  'Check tracking failed',
];

describe('each state between', () => {
  it.each(RESHAPED)('%s passes on what is asked of it', async (name, input, expected, next) => {
    const { output = '', nextState } = await testState(byName.get(name), { input, variables: COLLECTING });

    expect([JSON.parse(output), nextState]).toEqual([expected, next]);
  });

  it('is listed here', () => {
    const listed = [...new Set([...RESHAPED.map(([name]) => name), ...NOTES_FAILURE])];

    expect(PASSES.map(([name]) => name).sort()).toEqual(listed.sort());
  });
});
