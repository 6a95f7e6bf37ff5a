import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { StepFunctionsRecalculations } from '../../../adapters/step-functions/recalculations.ts';

const WORKFLOW = 'arn:aws:states:eu-central-1:111122223333:stateMachine:Workflow';
const EXECUTION = 'arn:aws:states:eu-central-1:111122223333:execution:Workflow';
const INPUT = { trigger: 'WEBHOOK', weekStartDate: '2026-11-16', requestKey: 'runs/requests/1.json' } as const;
const stepFunctions = mockClient(SFNClient);
const recalculations = new StepFunctionsRecalculations(new SFNClient({}), WORKFLOW);

beforeEach(() => {
  stepFunctions.reset();
});

const start = () => recalculations.start({ name: 'webhook-1', ...INPUT });

describe('a recalculation', () => {
  it('is an execution of the workflow under its name', async () => {
    stepFunctions.on(StartExecutionCommand).resolves({ executionArn: `${EXECUTION}:webhook-1` });

    expect(await start()).toBe(`${EXECUTION}:webhook-1`);
    const [call] = stepFunctions.commandCalls(StartExecutionCommand);
    const { input = '', ...request } = call?.args[0].input ?? {};
    expect(request).toEqual({ stateMachineArn: WORKFLOW, name: 'webhook-1' });
    expect(JSON.parse(input)).toEqual(INPUT);
  });

  it('that was started before is the same one, and no failure', async () => {
    stepFunctions.on(StartExecutionCommand).rejects(new ExecutionAlreadyExists({ message: '', $metadata: {} }));

    expect(await start()).toBe(`${EXECUTION}:webhook-1`);
  });

  it.each(['ThrottlingException', 'ExecutionLimitExceeded', 'StateMachineDoesNotExist', 'AccessDeniedException'])(
    'that was not started for %s fails, so that its changes keep waiting',
    async (name) => {
      stepFunctions.on(StartExecutionCommand).rejects(Object.assign(new Error('not started'), { name }));

      await expect(start()).rejects.toMatchObject({ name });
    },
  );
});
