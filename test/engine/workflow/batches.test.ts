import { DescribeExecutionCommand, ListExecutionsCommand, ListMapRunsCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Deployment } from '../../../cli/deployment.ts';
import { keys } from '../../../functions/messages/objects.ts';
import {
  type Ended,
  execute,
  failedTries,
  fails,
  historyOf,
  type Mock,
  type Mocks,
  returns,
  scaleWaits,
} from './executions.ts';
import { deployedMachine, sfn } from './machines.ts';

const WORKFLOW = await deployedMachine('AllocationWorkflowStateMachine');
const STORE = Deployment.local(inject('outputs')).runStore;
const TRANSIENT = 'TransientError';
const PERMANENT = 'Runtime.HandlerError';

/** A batch of a run of this name, as the manifest has it. */
function batchOf(runId: string) {
  const run = { runId, mondayDate: '2023-01-02', trigger: 'MANUAL', startedAt: '2023-01-10T05:00:00.000Z' } as const;
  return { run, batch: 7, batchKey: `runs/${runId}/batches/000007`, attempt: 1, onlyEmployees: null };
}

/** What the functions of a batch return when all is well. */
function wellOf(runId: string): Readonly<Record<string, Mock>> {
  return {
    'Fetch timesheets': returns({ ...batchOf(runId), fetchedKey: 'fetched' }),
    Allocate: returns({ ...batchOf(runId), decidedKey: 'decided' }),
    Persist: returns({ again: null }),
  };
}

/** Runs the Map over one batch, with the calls of its tasks mocked; all before and behind the Map is well. */
async function allocate(runId: string, mocks: Mocks): Promise<Ended> {
  const batch = batchOf(runId);
  const manifestKey = keys.manifest(batch.run);
  await STORE.put(manifestKey, [batch]);
  return execute(
    WORKFLOW,
    { trigger: 'MANUAL' },
    {
      'Open run': returns(batch.run),
      'Start usage query': returns({ queryId: 'q', usageAsOf: batch.run.startedAt }),
      'Check usage query': { Return: { QueryExecution: { Status: { State: 'SUCCEEDED' } } } },
      'Plan batches': returns({ kind: 'PLANNED', batches: 1, manifestKey }),
      Reconcile: returns({ reconciledKey: 'runs/for-the-test/reconciled.json', touched: 1 }),
      'Close run': returns({ status: 'SUCCEEDED' }),
      ...wellOf(runId),
      ...mocks,
    },
  );
}

/** The one child of the Map: how it ended, and what it tried in vain. */
async function childOf({ executionArn }: Ended) {
  const { mapRuns } = await sfn.send(new ListMapRunsCommand({ executionArn }));
  const { executions } = await sfn.send(new ListExecutionsCommand({ mapRunArn: mapRuns?.[0]?.mapRunArn }));
  expect(executions).toHaveLength(1);
  const child = await sfn.send(new DescribeExecutionCommand({ executionArn: executions?.[0]?.executionArn }));
  return {
    status: child.status,
    output: JSON.parse(child.output ?? 'null'),
    failedTries: failedTries(await historyOf(child.executionArn as string)),
  };
}

function failedReceipt(runId: string): Promise<unknown> {
  return STORE.find(keys.failedReceipt(batchOf(runId).run, 7));
}

beforeAll(() => scaleWaits(0));
afterAll(() => scaleWaits(1));

describe('a batch that fails', () => {
  it.each(['Fetch timesheets', 'Allocate', 'Persist'])(
    'because of what passes in %s begins it again after a pause, as often as it takes',
    async (state) => {
      const runId = `transient-${state.replace(' ', '-')}`;
      const failure = fails(TRANSIENT, 'answered 503');

      const ended = await allocate(runId, { [state]: [...Array(5).fill(failure), wellOf(runId)[state] as Mock] });

      // Each of the five times it is tried once more before the pause.
      const tries = Array(10).fill(`${TRANSIENT}: answered 503`);
      expect(await childOf(ended)).toEqual({ status: 'SUCCEEDED', output: {}, failedTries: tries });
      expect(await failedReceipt(runId)).toBeNull();
      expect(ended.path).toContain('Reconcile');
    },
  );

  it.each(['Fetch timesheets', 'Allocate', 'Persist'])('because of a bug in %s is not tried again', async (state) => {
    const runId = `permanent-${state.replace(' ', '-')}`;

    const ended = await allocate(runId, { [state]: fails(PERMANENT, 'is not a function') });

    expect((await childOf(ended)).failedTries).toEqual([`${PERMANENT}: is not a function`]);
    expect(await failedReceipt(runId)).toEqual({ error: PERMANENT, cause: 'is not a function' });
  });

  it('leaves the beginning of a long cause', async () => {
    await allocate('long-cause', { Persist: fails(PERMANENT, 'x'.repeat(9000)) });

    expect(await failedReceipt('long-cause')).toEqual({ error: PERMANENT, cause: 'x'.repeat(1000) });
  });

  it('ends with nothing even where its receipt cannot be written', async () => {
    const ended = await allocate('no-receipt', {
      Persist: fails(PERMANENT),
      'Write failed receipt': fails('Lambda.TooManyRequestsException', 'Rate exceeded'),
    });

    const { failedTries: tries, ...child } = await childOf(ended);
    expect(child).toEqual({ status: 'SUCCEEDED', output: {} });
    expect(tries.filter((tried) => tried.startsWith('Lambda.'))).toHaveLength(2);
    expect(await failedReceipt('no-receipt')).toBeNull();
    expect(ended.path).toContain('Reconcile');
  });
});

describe('a batch that is told to wait', () => {
  const told = (runId: string, waitSeconds: number) =>
    returns({ ...batchOf(runId), waitSeconds, error: 'TimesheetSystemBusyError', cause: 'asked for a pause' });

  it('fetches again', async () => {
    const ended = await allocate('told-to-wait', {
      'Fetch timesheets': [
        told('told-to-wait', 20),
        told('told-to-wait', 30),
        wellOf('told-to-wait')['Fetch timesheets'] as Mock,
      ],
    });

    expect(await childOf(ended)).toEqual({ status: 'SUCCEEDED', output: {}, failedTries: [] });
    expect(await failedReceipt('told-to-wait')).toBeNull();
  });

  it('longer than it lives fails at once, and its receipt says why', async () => {
    const ended = await allocate('too-long', { 'Fetch timesheets': told('too-long', 3600) });

    expect(await childOf(ended)).toEqual({ status: 'SUCCEEDED', output: {}, failedTries: [] });
    expect(await failedReceipt('too-long')).toEqual({ error: 'TimesheetSystemBusyError', cause: 'asked for a pause' });
  });
});

describe('a batch that is well', () => {
  it('leaves no receipt of a failure', async () => {
    const ended = await allocate('all-well', {});

    expect(await childOf(ended)).toEqual({ status: 'SUCCEEDED', output: {}, failedTries: [] });
    expect(await failedReceipt('all-well')).toBeNull();
  });

  it('is decided again, as often as it loses a race', async () => {
    const again = { ...batchOf('race'), attempt: 2, onlyEmployees: ['E1'] };

    const ended = await allocate('race', {
      Persist: [returns({ again }), returns({ again })],
      'Fetch timesheets': [returns(batchOf('race')), returns(again), fails(PERMANENT, 'the third fetch')],
    });

    expect((await childOf(ended)).failedTries).toEqual([`${PERMANENT}: the third fetch`]);
  });
});
