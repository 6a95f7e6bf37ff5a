import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { renderSweep, type SweepReport, sweep } from '../../../../cli/commands/recalculation/sweep.ts';
import type { Deployment } from '../../../../cli/deployment.ts';
import type { SweepResult } from '../../../../functions/messages/sweep.ts';
import { faultsOf } from '../../../docs/contract-files.ts';

const lambda = mockClient(LambdaClient);
const stepFunctions = mockClient(SFNClient);
const DRAINED = { messages: 2, employeeWeeks: 1, executions: [], isEmpty: true };
const RESULT: SweepResult = {
  isAdvanced: true,
  hasMore: false,
  lagSeconds: 0,
  parked: [],
  obstacle: null,
  changes: 40,
  unreadable: { count: 3, sample: { fields: 'employeeId', detail: 'changes[7]: employeeId: is no id' } },
  rechecks: 12,
  runs: [{ weekStartDate: '2026-11-16', runId: 'run-1', status: 'PARTIAL', failure: null, failed: 0 }],
};

afterEach(() => {
  lambda.reset();
  stepFunctions.reset();
});

/** A sweep whose execution ends so. */
function sweepEnding(ended: Partial<DescribeExecutionOutput>): Promise<SweepReport> {
  const Payload = new TextEncoder().encode(JSON.stringify(DRAINED)) as never;
  lambda.on(InvokeCommand).resolves({ Payload });
  stepFunctions.on(StartExecutionCommand).resolves({ executionArn: 'arn:of:the:sweep' });
  stepFunctions.on(DescribeExecutionCommand).resolves(ended);
  const deployment = { stepFunctions: new SFNClient({}), output: (name: string) => name };
  return sweep(deployment as unknown as Deployment, () => {});
}

describe('ledger sweep', () => {
  it('tells what was done, and what of the feed names no employee-week', async () => {
    const report = await sweepEnding({ status: 'SUCCEEDED', output: JSON.stringify(RESULT) });

    expect(renderSweep(report).split('\n')).toEqual([
      'webhooks: 2 messages, 1 employee-weeks, 0 runs',
      'sweep: 40 changes of the feed, 12 re-checked',
      '  week 2026-11-16: PARTIAL (run run-1)',
      '  3 changes name no employee-week and were passed over, such as changes[7]: employeeId: is no id',
      'complete',
    ]);
    expect(faultsOf('cli-sweep.schema.json', report)).toEqual([]);
  });

  it('tells why a sweep failed, and what to do next', async () => {
    const cause = 'week 2026-11-16: FAILED, NOTHING_COMMITTED (run run-1)';
    const report = await sweepEnding({ status: 'FAILED', error: 'SweepIncomplete', cause });

    expect(renderSweep(report).split('\n').slice(1)).toEqual([
      `INCOMPLETE: SweepIncomplete: ${cause}`,
      '  The cursor stays and the next sweep takes it up. Mend the cause: docs/runbook.md, SweepNotSucceeded.',
    ]);
    expect(report).toMatchObject({ sweep: null, failure: { error: 'SweepIncomplete', cause }, isComplete: false });
    expect(faultsOf('cli-sweep.schema.json', report)).toEqual([]);
  });

  it('tells of an end without a cause', async () => {
    const report = await sweepEnding({ status: 'TIMED_OUT' });

    expect(report).toMatchObject({ failure: { error: 'TIMED_OUT', cause: '' }, isComplete: false });
  });

  it('is refused by its contract where a failed sweep has no failure', async () => {
    const report = await sweepEnding({ status: 'SUCCEEDED', output: JSON.stringify(RESULT) });

    expect(faultsOf('cli-sweep.schema.json', { ...report, isComplete: false })).not.toEqual([]);
  });
});
