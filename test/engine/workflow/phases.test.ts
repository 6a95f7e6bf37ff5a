import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { DynamoRunRecords } from '../../../adapters/dynamodb/runs/run-records.ts';
import { Deployment } from '../../../cli/deployment.ts';
import { type Ended, execute, failedTries, fails, type Mock, type Mocks, returns, scaleWaits } from './executions.ts';
import { deployedMachine } from './machines.ts';

const WORKFLOW = await deployedMachine('AllocationWorkflowStateMachine');
const WEEK = '2023-01-02';
const TRANSIENT = 'TransientError';
const PERMANENT = 'Runtime.HandlerError';
const INPUT = { trigger: 'MANUAL', weekStartDate: WEEK };
const REQUEST = { trigger: 'SWEEP', weekStartDate: WEEK, requestKey: 'runs/requests/for-the-test' };

const queryIs = (Status: object): Mock => ({ Return: { QueryExecution: { Status } } });
/** What the tasks between the real first and the real last one come to, when all is well. */
const WELL: Mocks = {
  'Select employees': returns({ selectionKey: 'runs/for-the-test/selection.json', needsUsage: true }),
  'Start usage query': returns({ queryId: 'q', usageAsOf: '2023-01-10T05:00:00.000Z' }),
  // As Athena answers: a reason is there only if there is one.
  'Check usage query': queryIs({ State: 'SUCCEEDED' }),
  'Plan batches': returns({ kind: 'PLANNED', batches: 0 }),
  Reconcile: returns({ reconciledKey: 'runs/for-the-test/reconciled.json', touched: 1 }),
  'Seal week': returns({ sealedHeads: 0 }),
  'Publish week': returns({ isPublished: true }),
  'Plan tracking': returns({ batches: 0 }),
  'Send alerts': returns({ alerts: 0, messages: 0 }),
};

/** The failure in the record that close run has written, whose run open run has opened. */
async function recordedFailure({ events }: Ended) {
  const exits = events.flatMap(({ stateExitedEventDetails }) => stateExitedEventDetails ?? []);
  const { runId } = JSON.parse(exits.find(({ name }) => name === 'Open run')?.output ?? '{}');
  const deployment = Deployment.local(inject('outputs'));
  const records = new DynamoRunRecords(deployment.dynamodb, deployment.output('AllocationTableName'));
  const record = await records.read(WEEK, runId);
  expect(record?.status).toBe('FAILED');
  return record?.failure;
}

beforeAll(() => scaleWaits(0));
afterAll(() => scaleWaits(1));

describe('a phase that fails', () => {
  it.each([
    ['Select employees', 'select employees', REQUEST],
    ['Start usage query', 'query usage', INPUT],
    ['Check usage query', 'query usage', INPUT],
    ['Plan batches', 'plan batches', INPUT],
    ['Reconcile', 'reconcile', INPUT],
  ])('%s is tried again on what may pass, then closes the run, which says so', async (state, phase, input) => {
    const tries = 1 + WORKFLOW.states.get(state).Retry[0].MaxAttempts;

    const ended = await execute(WORKFLOW, input, { ...WELL, [state]: fails(TRANSIENT) });

    expect(failedTries(ended.events)).toEqual(Array(tries).fill(`${TRANSIENT}: for the test`));
    expect(ended.path.slice(-5)).toEqual([state, `${state} failed`, 'Close run', 'How did it end?', 'Run failed']);
    expect([ended.status, ended.error]).toEqual(['FAILED', 'RunFailed']);
    expect(await recordedFailure(ended)).toEqual({
      code: 'PHASE_FAILED',
      message: `${phase}: ${TRANSIENT}: for the test`,
    });
  });

  it.each([
    ['Select employees', REQUEST],
    ['Start usage query', INPUT],
    ['Plan batches', INPUT],
    ['Reconcile', INPUT],
  ])('%s is not tried again on a bug', async (state, input) => {
    const ended = await execute(WORKFLOW, input, { ...WELL, [state]: fails(PERMANENT) });

    expect(failedTries(ended.events)).toEqual([`${PERMANENT}: for the test`]);
    expect(ended.path.slice(-5)).toEqual([state, `${state} failed`, 'Close run', 'How did it end?', 'Run failed']);
  });

  it('tells the beginning of a long cause', async () => {
    const ended = await execute(WORKFLOW, INPUT, { ...WELL, 'Plan batches': fails(PERMANENT, 'x'.repeat(9000)) });

    const { message } = (await recordedFailure(ended)) ?? {};
    expect(message).toBe(`plan batches: ${PERMANENT}: ${'x'.repeat(500)}`);
  });

  it('is the Map too, where its manifest cannot be read', async () => {
    const planned = returns({ kind: 'PLANNED', batches: 1, manifestKey: 'runs/for-the-test/no-manifest.json' });

    const ended = await execute(WORKFLOW, INPUT, { ...WELL, 'Plan batches': planned });

    expect(ended.path.slice(-4)).toEqual(['Allocate batches failed', 'Close run', 'How did it end?', 'Run failed']);
    expect((await recordedFailure(ended))?.message).toMatch(/^allocate: States\.ItemReaderFailed: ./);
  });
});

describe('the first and the last task', () => {
  it('leave nothing behind where the run cannot be opened', async () => {
    const ended = await execute(WORKFLOW, INPUT, { 'Open run': fails(PERMANENT) });

    expect(ended.path).toEqual(['Open run', 'Run not opened']);
    expect([ended.status, ended.error]).toEqual(['FAILED', 'RunFailed']);
  });

  it('fail the execution where the run cannot be closed', async () => {
    const ended = await execute(WORKFLOW, INPUT, { ...WELL, 'Close run': fails(TRANSIENT) });

    expect(failedTries(ended.events)).toHaveLength(4);
    expect(ended.path.slice(-2)).toEqual(['Close run', 'Run not closed']);
    expect([ended.status, ended.error]).toEqual(['FAILED', 'RunFailed']);
  });

  it.each([
    ['SUCCEEDED', 'Run succeeded', 'SUCCEEDED', undefined],
    ['PARTIAL', 'Run partial', 'SUCCEEDED', undefined],
    ['FAILED', 'Run failed', 'FAILED', 'RunFailed'],
  ])('end the execution as the run ended: %s', async (status, end, expected, error) => {
    const ended = await execute(WORKFLOW, INPUT, { ...WELL, 'Close run': returns({ status }) });

    expect(ended.path.at(-1)).toBe(end);
    expect([ended.status, ended.error]).toEqual([expected, error]);
  });
});

describe('the usage query', () => {
  const USAGE = ['Start usage query', 'Wait for usage', 'Check usage query', 'Usage ready?'];

  it('is looked after until it has ended', async () => {
    const looks = [queryIs({ State: 'QUEUED' }), queryIs({ State: 'RUNNING' }), queryIs({ State: 'SUCCEEDED' })];

    const { path } = await execute(WORKFLOW, INPUT, { ...WELL, 'Check usage query': looks });

    const [start, ...look] = USAGE;
    expect(path.filter((name) => USAGE.includes(name))).toEqual([start, ...look, ...look, ...look]);
    expect(path).toContain('Plan batches');
  });

  it.each([
    ['FAILED', 'COLUMN_NOT_FOUND', 'the usage query ended as FAILED: COLUMN_NOT_FOUND'],
    ['CANCELLED', undefined, 'the usage query ended as CANCELLED: '],
  ])('closes the run where it ended as %s', async (State, StateChangeReason, message) => {
    const query = queryIs({ State, StateChangeReason });

    const ended = await execute(WORKFLOW, INPUT, { ...WELL, 'Check usage query': query });

    expect(ended.path.slice(-4)).toEqual(['Usage query failed', 'Close run', 'How did it end?', 'Run failed']);
    expect(await recordedFailure(ended)).toEqual({ code: 'USAGE_QUERY_FAILED', message });
  });

  it('is given up after as many looks as configured', async () => {
    const { usagePollsMax } = JSON.parse(readFileSync('config/local.json', 'utf8')).workflow;

    const ended = await execute(WORKFLOW, INPUT, { ...WELL, 'Check usage query': queryIs({ State: 'RUNNING' }) });

    const looks = ended.path.filter((name) => name === 'Check usage query');
    expect(looks).toHaveLength(usagePollsMax);
    expect(await recordedFailure(ended)).toEqual({
      code: 'USAGE_QUERY_FAILED',
      message: `the usage query did not end in ${usagePollsMax} looks`,
    });
  });

  it('is not started where a recalculation needs nothing from the lake', async () => {
    const selected = returns({ selectionKey: 'runs/for-the-test/selection.json', needsUsage: false });

    const { path } = await execute(WORKFLOW, REQUEST, { ...WELL, 'Select employees': selected });

    expect(path.slice(0, 5)).toEqual([
      'Open run',
      'Recalculation?',
      'Select employees',
      'Usage of heads only?',
      'Plan batches',
    ]);
  });
});

describe('the plan', () => {
  it('closes the run at once where there is no usage', async () => {
    const failure = { code: 'NO_USAGE', message: 'the lake has no usage of this week' };

    const ended = await execute(WORKFLOW, INPUT, { ...WELL, 'Plan batches': returns({ kind: 'ENDED', failure }) });

    expect(ended.path.slice(-5)).toEqual(['Plan batches', 'Planned?', 'Close run', 'How did it end?', 'Run failed']);
    expect(await recordedFailure(ended)).toEqual(failure);
  });

  it('leads past the Map where there is no batch', async () => {
    const { path } = await execute(WORKFLOW, INPUT, { ...WELL, 'Close run': returns({ status: 'SUCCEEDED' }) });

    expect(path.slice(-12, -6)).toEqual([
      'Planned?',
      'Reconcile',
      'Whole week?',
      'Seal week',
      'Plan tracking',
      'CWOs touched?',
    ]);
  });

  it('leads past the budgets where no CWO was touched', async () => {
    const { path } = await execute(WORKFLOW, INPUT, { ...WELL, 'Close run': returns({ status: 'SUCCEEDED' }) });

    expect(path.slice(-8, -2)).toEqual([
      'Plan tracking',
      'CWOs touched?',
      'Send alerts',
      'Publish now?',
      'Publish week',
      'Close run',
    ]);
  });

  it.each([
    ['Seal week', fails(TRANSIENT), 'Seal week failed'],
    ['Plan tracking', fails(TRANSIENT), 'Plan tracking failed'],
    ['Plan tracking', returns({ batches: 1, manifestKey: 'runs/no-manifest.json' }), 'Refresh budgets failed'],
  ])('leads a week to the end of a run that failed where %s does', async (state, mock, failed) => {
    const { path } = await execute(WORKFLOW, INPUT, {
      ...WELL,
      'Close run': returns({ status: 'FAILED' }),
      [state]: mock,
    });

    expect(path.slice(-4)).toEqual([failed, 'Close run', 'How did it end?', 'Run failed']);
  });

  it('leads a week that could not be published to the end of a run that ends as it would have', async () => {
    const mocks = { ...WELL, 'Publish week': fails(TRANSIENT), 'Close run': returns({ status: 'SUCCEEDED' }) };

    const { path } = await execute(WORKFLOW, INPUT, mocks);

    expect(path.slice(-4, -2)).toEqual(['Publish week', 'Close run']);
    expect(path.at(-1)).toBe('Run succeeded');
  });

  it('leads a week whose alerts could not be sent to the end of a run that is well', async () => {
    const mocks = { ...WELL, 'Send alerts': fails(TRANSIENT), 'Close run': returns({ status: 'SUCCEEDED' }) };

    const { path } = await execute(WORKFLOW, INPUT, mocks);

    expect(path.slice(-6, -2)).toEqual(['Send alerts', 'Publish now?', 'Publish week', 'Close run']);
  });

  it('seals and publishes no week of which a recalculation has looked at a part', async () => {
    const { path } = await execute(WORKFLOW, REQUEST, { ...WELL, 'Close run': returns({ status: 'SUCCEEDED' }) });

    expect(path.slice(-9, -2)).toEqual([
      'Reconcile',
      'Whole week?',
      'Plan tracking',
      'CWOs touched?',
      'Send alerts',
      'Publish now?',
      'Close run',
    ]);
  });

  it('costs a recalculation that touched no CWO one Choice for budgets and alerts', async () => {
    const reconciled = returns({ reconciledKey: 'runs/for-the-test/reconciled.json', touched: 0 });
    const mocks = { ...WELL, Reconcile: reconciled, 'Close run': returns({ status: 'SUCCEEDED' }) };

    const { path } = await execute(WORKFLOW, REQUEST, mocks);

    expect(path.slice(-5)).toEqual(['Reconcile', 'Whole week?', 'Close run', 'How did it end?', 'Run succeeded']);
  });
});
