import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as budgets from '../../../functions/messages/budgets.ts';
import * as collection from '../../../functions/messages/collection.ts';
import * as events from '../../../functions/messages/events.ts';
import * as sweep from '../../../functions/messages/sweep.ts';
import type { State } from '../../lib/states.ts';
import { recover } from './activity-stub.ts';
import { scaleWaits } from './executions.ts';
import { deployedStates } from './machines.ts';

const TASKS = new Map(await deployedStates('Task'));

const run = { runId: 'r', mondayDate: '2023-01-02', trigger: 'MANUAL', startedAt: '2023-01-10T05:00:00.000Z' };
const query = { queryId: 'q', usageAsOf: '2023-01-10T05:00:00.000Z' };
const batch = { run, batch: 7, batchKey: 'runs/r/batches/000007', attempt: 1, onlyEmployees: null };
const state = { cursor: null, recheckAfter: null, caughtUpTo: null, troubles: [] };
const request = { name: 'sweep-1', weekStartDate: '2023-01-02', requestKey: 'runs/requests/w' };
const plan = {
  before: state,
  next: state,
  requests: [request],
  changes: 1,
  unreadable: { count: 0, sample: null },
  rechecks: 0,
  collectedAt: '2023-01-10T05:00:00.000Z',
  oldestChangeAt: null,
  newestChangeAt: null,
  hasMore: false,
};
const window = { from: '2023-01-02', to: '2023-01-09' };
const position = { attempt: 0, page: 3, cursor: 'c', tries: 0, lastPage: null, rounds: ['r1'] };
const written = { facts: 2, shrunk: [] };
const source = {
  ...{ source: 'cursor', secretName: 's', baseUrl: null, windowDays: 7, enterprise: null, rates: {} },
  seats: { monthlyFeeUsd: '40', purchased: null },
};
const sourceResult = {
  ...{ source: 'cursor', failure: null, facts: 2, refused: 0, refusedSample: [], shrunk: [] },
  mondays: ['2023-01-02'],
};
const builtWeek = { weekStartDate: '2023-01-02', employees: 1, tokens: '9', costUsd: '1.000000', changedEmployees: 1 };
const closed = { isComplete: true, obstacle: null, sources: [], weeks: [] };
const effort = { awsCalls: 12, invocations: 3 };
/** With the step. */
const spent = { awsCalls: 20, invocations: 4 };
const BEFORE = {
  run,
  query,
  selectionKey: 's',
  planKey: 'p',
  reconciledKey: 'c',
  touched: 1,
  failure: null,
  isPublished: false,
  polls: 4,
  trackingBatches: 1,
  plan,
  round: 4,
  effort,
  source,
  contractRates: [],
  pulledWindow: window,
  position,
  nextDay: null,
  written: null,
  rounds: 1,
  monday: '2023-01-02',
  week: null,
  requests: [],
  collected: [sourceResult],
  request,
};

interface Case {
  readonly input: unknown;
  /** What the function returns, or the service. */
  readonly result: unknown;
  readonly output: unknown;
  /** What it leaves in variables. */
  readonly assigned?: Readonly<Record<string, unknown>>;
  /** Takes the event of the function. */
  readonly event?: { parse(event: unknown): unknown };
}

const returned = (event: Case['event'], input: unknown, output: unknown, assigned = {}): Case => ({
  event,
  input,
  result: { Payload: output },
  output,
  assigned,
});
/** A phase, which also tells what was spent with it. */
const phase = (event: Case['event'], input: unknown, output: object, assigned = {}): Case =>
  returned(event, input, { ...output, effort: spent }, { ...assigned, effort: spent });
const NOTHING_YET = {
  query: null,
  selectionKey: null,
  planKey: null,
  reconciledKey: null,
  failure: null,
  isPublished: false,
  polls: 0,
};
const selected = { selectionKey: 'runs/r/selection.json', needsUsage: true };
const planned = { kind: 'PLANNED', planKey: 'runs/r/plan.json', manifestKey: 'm', batches: 1 };

const trackingPlan = { manifestKey: 'm', batches: 2 };

const SUCCEEDED = { Status: 'SUCCEEDED' };

const CASES: Readonly<Record<string, Case>> = {
  'Open run': phase(events.openRunEventSchema, { trigger: 'MANUAL' }, run, {
    run: { ...run, effort: spent },
    ...NOTHING_YET,
  }),
  'Select employees': phase(events.selectEmployeesEventSchema, { requestKey: 'k' }, selected, {
    selectionKey: selected.selectionKey,
  }),
  'Start usage query': phase(events.startUsageQueryEventSchema, {}, query, { query: { ...query, effort: spent } }),
  'Check usage query': {
    input: {},
    // As Athena answers: a reason is there only if there is one.
    result: { QueryExecution: { Status: { State: 'RUNNING' } } },
    output: { state: 'RUNNING', reason: '' },
    assigned: { polls: 5 },
  },
  'Plan batches': phase(events.planBatchesEventSchema, {}, planned, { planKey: planned.planKey, failure: null }),
  'Fetch timesheets': returned(events.batchTaskSchema, batch, { ...batch, fetchedKey: 'f' }),
  Allocate: returned(events.allocateEventSchema, { ...batch, fetchedKey: 'f' }, { ...batch, decidedKey: 'd' }),
  Persist: returned(events.persistEventSchema, { ...batch, decidedKey: 'd' }, { again: null }),
  'Write failed receipt': returned(undefined, { run, batch: 7, error: 'E', cause: '' }, {}),
  Reconcile: phase(
    events.reconcileEventSchema,
    {},
    { reconciledKey: 'new', touched: 2 },
    { reconciledKey: 'new', touched: 2 },
  ),
  'Seal week': phase(events.sealWeekEventSchema, {}, { sealedHeads: 3 }),
  'Publish week': phase(events.publishEventSchema, {}, { isPublished: true }, { isPublished: true }),
  'Plan tracking': phase(budgets.planTrackingEventSchema, {}, trackingPlan, { trackingBatches: 2 }),
  'Refresh tracking': returned(budgets.trackingTaskSchema, { run, batch: 1, cwoIds: ['C1'] }, { effort: spent }),
  'Check tracking': phase(budgets.checkTrackingEventSchema, {}, { failure: null }, { failure: null }),
  'Send alerts': phase(budgets.sendAlertsEventSchema, {}, { alerts: 1, messages: 1 }),
  'Close run': returned(events.closeRunEventSchema, {}, { status: 'SUCCEEDED' }),
  'Collect changes': returned(sweep.collectChangesEventSchema, {}, plan, { plan, round: 5 }),
  'Advance cursor': returned(sweep.sweepPlanSchema, {}, { isAdvanced: true }),
  'Recalculate week': { event: events.workflowInputSchema, input: request, result: SUCCEEDED, output: {} },
  'Refresh benchmarks': returned(undefined, {}, { asOf: 'now', roles: 2, usableRoles: 1 }),
  'Pull source': returned(
    collection.pullSourceEventSchema,
    source,
    { window, position, status: 'DONE', waitSeconds: 0, failure: null },
    { pulledWindow: window, position, rounds: 2 },
  ),
  'Write days': returned(
    collection.writeDaysEventSchema,
    {},
    { isDone: false, nextDay: '2023-01-05', written, result: null },
    { nextDay: '2023-01-05', written, rounds: 2 },
  ),
  'Build week': returned(
    collection.buildWeekEventSchema,
    '2023-01-02',
    { week: builtWeek, requests: [request] },
    { week: builtWeek, requests: [request] },
  ),
  'Recalculate usage': {
    event: events.workflowInputSchema,
    input: request,
    result: SUCCEEDED,
    output: { weekStartDate: request.weekStartDate, requestKey: request.requestKey, isDone: true },
  },
  'Close collection': returned(
    collection.closeCollectionEventSchema,
    [{ isBuilt: true, week: builtWeek, recalculated: [] }],
    closed,
  ),
  'Collect usage': { input: {}, result: SUCCEEDED, output: {} },
  'Run week': { event: events.workflowInputSchema, input: 1, result: SUCCEEDED, output: { wasRun: true } },
};

/** Fails as often as it may, then succeeds. */
function recoverTask(name: string, { input, result }: Pick<Case, 'input' | 'result'>) {
  const task: State = TASKS.get(name);
  const { MaxAttempts: failures, ErrorEquals } = task.Retry[0];
  const error = ErrorEquals[0] === 'States.ALL' ? 'Sdk.AnyException' : ErrorEquals[0];
  return recover(name, task, { input, result, failures, error, variables: BEFORE });
}

beforeAll(() => scaleWaits(0));
afterAll(() => scaleWaits(1));

describe('a task that fails as often as it may and then succeeds', () => {
  it.each(Object.entries(CASES))('goes on with what it came to: %s', async (name, { event, ...expected }) => {
    const { ended, calls, output, variables } = await recoverTask(name, expected);

    expect(ended.status).toBe('SUCCEEDED');
    expect(output).toEqual(expected.output);
    expect(variables).toEqual({ ...BEFORE, ...expected.assigned });
    for (const { Payload, Input } of calls) event?.parse(Payload ?? Input);
  });

  it('is each of the deployed ones', () => {
    expect([...TASKS.keys()].sort()).toEqual(Object.keys(CASES).sort());
  });

  it('starts a query of its own at each try', async () => {
    const { calls } = await recoverTask('Start usage query', { input: {}, result: { Payload: query } });

    expect(calls.map(({ Payload }) => Payload.attempt)).toEqual([0, 1, 2, 3]);
  });

  it.each([
    [1, 'WEEKLY'],
    [2, 'LOOKBACK'],
  ])('runs the week %i back as %s, seen from the start of the schedule', async (weeksBack, trigger) => {
    const { ended, calls } = await recoverTask('Run week', { input: weeksBack, result: SUCCEEDED });

    const asOf = ended.startDate?.toISOString().slice(0, 19);
    expect(calls[0].Input).toEqual({ trigger, weeksBack, asOf: expect.stringContaining(asOf as string) });
  });
});
