import { describe, expect, it } from 'vitest';
import type { State } from '../../lib/states.ts';
import { deployedStates } from './machines.ts';
import { testState } from './test-state.ts';

const TASKS = await deployedStates('Task');

/** Where each task leads when its tries are used up, and at once on an error that no other try would mend. */
const CAUGHT_BY: Readonly<Record<string, string>> = {
  'Open run': 'Run not opened',
  'Select employees': 'Select employees failed',
  'Start usage query': 'Start usage query failed',
  'Check usage query': 'Check usage query failed',
  'Plan batches': 'Plan batches failed',
  'Fetch timesheets': 'Write failed receipt',
  Allocate: 'Write failed receipt',
  Persist: 'Write failed receipt',
  'Write failed receipt': 'No receipt',
  Reconcile: 'Reconcile failed',
  'Seal week': 'Seal week failed',
  'Publish week': 'Close run',
  'Plan tracking': 'Plan tracking failed',
  'Refresh tracking': 'Batch not tracked',
  'Check tracking': 'Check tracking failed',
  'Send alerts': 'Publish now?',
  'Close run': 'Run not closed',
  'Collect changes': 'Collect changes failed',
  'Recalculate week': 'Run ended otherwise',
  'Advance cursor': 'Advance cursor failed',
  'Pull source': 'Pull source broke',
  'Write days': 'Write days broke',
  'Build week': 'Week not built',
  'Recalculate usage': 'Recalculation ended otherwise',
  'Close collection': 'Collection not closed',
  'Collect usage': 'Weeks',
  'Run week': 'Week ended otherwise',
  'Refresh benchmarks': 'Benchmarks not refreshed',
};

/** Where the steps of a batch are led when their tries are used up on what passes: they wait, and begin again. */
const AGAIN = Object.fromEntries(['Fetch timesheets', 'Allocate', 'Persist'].map((name) => [name, `${name} again?`]));

/** Errors that no other try mends: of our functions, of a bug, of the service. */
const PERMANENT_ERRORS = ['TimesheetSystemRefusedError', 'ParseError', 'Runtime.HandlerError', 'States.TaskFailed'];

/** A call of the SDK, whose failures have many names and are all worth another try. */
const TRIED_AGAIN_ON_ALL = ['Check usage query'];

const RETRIED: [string, string, State][] = TASKS.flatMap(([name, state]) =>
  state.Retry.flatMap(({ ErrorEquals }: State) => ErrorEquals).map((error: string) => [
    name,
    error === 'States.ALL' ? 'Sdk.AnyException' : error,
    state,
  ]),
);
const PERMANENT: [string, string, State][] = TASKS.filter(([name]) => !TRIED_AGAIN_ON_ALL.includes(name)).flatMap(
  ([name, state]) => PERMANENT_ERRORS.map((error) => [name, error, state] as [string, string, State]),
);

/** The engine asks Catch before Retry, where AWS asks Retry first: so each is asked by itself. */
const withoutCatch = ({ Catch: _, ...state }: State): State => state;

describe('the tasks', () => {
  it('have all their route here', () => {
    expect(TASKS.map(([name]) => name).sort()).toEqual(Object.keys(CAUGHT_BY).sort());
  });
});

describe('an error that may pass', () => {
  it.each(RETRIED)(
    'lets %s try again on %s, after pauses that double, until its tries are used up',
    async (_, error, state) => {
      const { MaxAttempts, IntervalSeconds, BackoffRate = 2 } = state.Retry[0];
      const pauses: unknown[] = [];

      for (let retries = 0; retries < MaxAttempts; retries += 1) {
        const { status, inspectionData } = await testState(withoutCatch(state), { error, retries });
        expect(status).toBe('RETRIABLE');
        pauses.push(inspectionData?.errorDetails?.retryBackoffIntervalSeconds);
      }
      const { status } = await testState(withoutCatch(state), { error, retries: MaxAttempts });

      expect(pauses).toEqual(pauses.map((_pause, retries) => IntervalSeconds * BackoffRate ** retries));
      expect(status).toBe('FAILED');
    },
  );

  it.each(RETRIED)('is caught at last where %s meets %s', async (name, error, state) => {
    const retries = state.Retry[0].MaxAttempts;
    const variables = { began: Date.now() };
    const { status, nextState } = await testState(state, { error, retries, variables });

    expect([status, nextState]).toEqual(['CAUGHT_ERROR', AGAIN[name] ?? CAUGHT_BY[name]]);
  });
});

describe('an error that does not pass', () => {
  it.each(PERMANENT)('is not tried again by %s: %s', async (_, error, state) => {
    const { status } = await testState(withoutCatch(state), { error });

    expect(status).toBe('FAILED');
  });

  it.each(PERMANENT)('is caught at once by %s: %s', async (name, error, state) => {
    const { status, nextState } = await testState(state, { error });

    expect([status, nextState]).toEqual(['CAUGHT_ERROR', CAUGHT_BY[name]]);
  });
});
