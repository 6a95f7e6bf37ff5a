import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, execute, failedTries, fails, type Mock, returns, scaleWaits } from './executions.ts';
import { deployedMachine } from './machines.ts';

const WEEKLY = await deployedMachine('WeeklyScheduleStateMachine');
const SWEEP = await deployedMachine('SweepStateMachine');
const NOT_STARTED = 'StepFunctions.ThrottlingException';

const succeeds: Mock = { Return: { Status: 'SUCCEEDED' } };
const COLLECTED = { 'Collect usage': succeeds };
const endsBadly = fails('States.TaskFailed', 'RunFailed');

function outputOf({ events }: Ended, state: string): unknown {
  const exits = events.flatMap(({ stateExitedEventDetails }) => stateExitedEventDetails ?? []);
  return JSON.parse(exits.find(({ name }) => name === state)?.output ?? 'null');
}

beforeAll(() => scaleWaits(0));
afterAll(() => scaleWaits(1));

describe('the weekly schedule', () => {
  const weeks = WEEKLY.states.get('Weeks').Items.length;

  const refreshed = returns({ asOf: '2026-11-24T08:00:00.000Z', roles: 6, usableRoles: 4 });

  it('succeeds where every week does, and has benchmarks computed', async () => {
    const ended = await execute(WEEKLY, {}, { ...COLLECTED, 'Run week': succeeds, 'Refresh benchmarks': refreshed });

    expect(ended.path).toEqual(['Collect usage', 'Weeks', 'All run?', 'Refresh benchmarks', 'All weeks run']);
    expect(ended.status).toBe('SUCCEEDED');
  });

  it('fails where benchmarks cannot be computed, after four tries', async () => {
    const ended = await execute(
      WEEKLY,
      {},
      { ...COLLECTED, 'Run week': succeeds, 'Refresh benchmarks': fails('TransientError') },
    );

    expect(failedTries(ended.events)).toHaveLength(4);
    expect([ended.status, ended.error]).toEqual(['FAILED', 'BenchmarksNotRefreshed']);
  });

  it('runs every week though one ends badly, once each, and leaves it to the run to tell', async () => {
    const mocks = { ...COLLECTED, 'Run week': [succeeds, endsBadly, succeeds], 'Refresh benchmarks': refreshed };
    const ended = await execute(WEEKLY, {}, mocks);

    expect(outputOf(ended, 'Weeks')).toEqual(Array(weeks).fill({ wasRun: true }));
    expect(failedTries(ended.events)).toEqual(['States.TaskFailed: RunFailed']);
    expect(ended.status).toBe('SUCCEEDED');
  });

  it('runs every week though one does not end in its time, and fails then', async () => {
    const ended = await execute(
      WEEKLY,
      {},
      { ...COLLECTED, 'Run week': [succeeds, fails('States.Timeout'), succeeds] },
    );

    expect(outputOf(ended, 'Weeks')).toEqual([1, 0, 1, 1, 1].slice(0, weeks).map((wasRun) => ({ wasRun: !!wasRun })));
    expect([ended.status, ended.error]).toEqual(['FAILED', 'ScheduledWeekNotRun']);
  });

  it('tries again to start a week that was kept from starting', async () => {
    const ended = await execute(WEEKLY, {}, { ...COLLECTED, 'Run week': fails(NOT_STARTED) });

    expect(failedTries(ended.events)).toHaveLength(4 * weeks);
    expect([ended.status, ended.error]).toEqual(['FAILED', 'ScheduledWeekNotRun']);
  });
});

describe('the sweep', () => {
  const request = { name: 'sweep-1', weekStartDate: '2023-01-02', requestKey: 'runs/requests/2023-01-02' };
  const state = { cursor: null, recheckAfter: null };
  const plan = { before: state, next: state, requests: [request, request], changes: 2, rechecks: 0 };
  const collects = returns(plan);

  it('is done where the cursor has moved', async () => {
    const ended = await execute(
      SWEEP,
      {},
      {
        'Collect changes': collects,
        'Recalculate week': succeeds,
        'Advance cursor': returns({ isAdvanced: true, hasMore: false }),
      },
    );

    expect(ended.path).toEqual(['Begin', 'Collect changes', 'Runs', 'Advance cursor', 'Advanced?', 'Sweep done']);
    expect(ended.status).toBe('SUCCEEDED');
  });

  it('goes on to the cursor though a run ends badly, and is incomplete where that stays', async () => {
    const ended = await execute(
      SWEEP,
      {},
      {
        'Collect changes': collects,
        'Recalculate week': [endsBadly, succeeds],
        'Advance cursor': returns({ isAdvanced: false, hasMore: false, obstacle: 'week 2023-01-02: MISSING' }),
      },
    );

    expect(failedTries(ended.events)).toEqual(['States.TaskFailed: RunFailed']);
    expect(ended.path.slice(2)).toEqual(['Runs', 'Advance cursor', 'Advanced?', 'Sweep incomplete']);
    expect([ended.status, ended.error]).toEqual(['FAILED', 'SweepIncomplete']);
  });

  it('has nothing to run where nothing has changed', async () => {
    const ended = await execute(
      SWEEP,
      {},
      {
        'Collect changes': returns({ ...plan, requests: [] }),
        'Advance cursor': returns({ isAdvanced: true, hasMore: false }),
      },
    );

    expect(ended.status).toBe('SUCCEEDED');
  });

  it('goes on while the feed has more', async () => {
    const ended = await execute(
      SWEEP,
      {},
      {
        'Collect changes': returns({ ...plan, requests: [] }),
        'Advance cursor': [
          returns({ isAdvanced: true, hasMore: true }),
          returns({ isAdvanced: true, hasMore: true }),
          returns({ isAdvanced: true, hasMore: false }),
        ],
      },
    );

    expect(ended.path.filter((name) => name === 'Collect changes')).toHaveLength(3);
    expect(ended.status).toBe('SUCCEEDED');
  });

  it.each([
    ['Collect changes', {}],
    ['Advance cursor', { 'Collect changes': returns({ ...plan, requests: [] }) }],
  ])('fails where %s fails for good', async (task, before) => {
    const ended = await execute(SWEEP, {}, { ...before, [task]: fails('TransientError') });

    expect(failedTries(ended.events)).toHaveLength(4);
    expect(ended.path.slice(-2)).toEqual([task, `${task} failed`]);
    expect([ended.status, ended.error]).toEqual(['FAILED', 'SweepFailed']);
  });
});
