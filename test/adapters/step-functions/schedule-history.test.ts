import { DescribeStateMachineCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { StepFunctionsScheduleHistory } from '../../../adapters/step-functions/schedule-history.ts';

const ARN = 'arn:aws:states:eu-central-1:111122223333:stateMachine:Schedule';
const stepFunctions = mockClient(SFNClient);
const history = new StepFunctionsScheduleHistory(stepFunctions as unknown as SFNClient, ARN);

beforeEach(() => {
  stepFunctions.reset();
});

describe('the history of a schedule', () => {
  it('is asked for its latest execution alone', async () => {
    const startDate = new Date('2026-11-24T05:00:00Z');
    const latest = { executionArn: `${ARN}:1`, stateMachineArn: ARN, name: '1', startDate, status: 'FAILED' as const };
    stepFunctions.on(ListExecutionsCommand).resolves({ executions: [latest] });

    expect(await history.lastStart()).toBe('2026-11-24T05:00:00.000Z');
    expect(stepFunctions.commandCalls(ListExecutionsCommand)[0]?.args[0].input).toEqual({
      stateMachineArn: ARN,
      maxResults: 1,
    });
  });

  it('of one that has never started knows no start', async () => {
    stepFunctions.on(ListExecutionsCommand).resolves({ executions: [] });

    expect(await history.lastStart()).toBeNull();
  });

  it('begins with its state machine', async () => {
    const creationDate = new Date('2026-11-01T05:00:00Z');
    stepFunctions.on(DescribeStateMachineCommand, { stateMachineArn: ARN }).resolves({ creationDate });

    expect(await history.existsSince()).toBe('2026-11-01T05:00:00.000Z');
  });

  it('that cannot be read is no history without a start', async () => {
    stepFunctions.on(ListExecutionsCommand).rejects(new Error('denied'));

    await expect(history.lastStart()).rejects.toThrow('denied');
  });
});
