import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TRANSIENT_ERROR } from '../../functions/names.ts';
import { machineOf, machinesOf } from './definitions.ts';
import { type Grants, grantsOf } from './grants.ts';
import { print, propertiesOf, type Resource, resourcesOf, STAGES, variantOf } from './stacks.ts';
import type { State } from './states.ts';

const LOCAL = variantOf('local');
const INVOKE = ':::lambda:invoke';
const MACHINE = 'AWS::StepFunctions::StateMachine';
const TASKS: [string, State][] = machinesOf(LOCAL).flatMap(({ states }) =>
  [...states].filter(([, { Type }]) => Type === 'Task'),
);
const OF_FUNCTIONS = TASKS.filter(([, { Resource }]) => Resource.endsWith(INVOKE));

const OBSERVE = [
  ...['CreateLogDelivery', 'DeleteLogDelivery', 'DescribeLogGroups', 'DescribeResourcePolicies', 'GetLogDelivery'],
  ...['ListLogDeliveries', 'PutResourcePolicy', 'UpdateLogDelivery'],
]
  .map((action) => `logs:${action}`)
  .concat(
    ['GetSamplingRules', 'GetSamplingTargets', 'PutTelemetryRecords', 'PutTraceSegments'].map(
      (action) => `xray:${action}`,
    ),
  )
  .join(' ');

/** To start the workflow and to wait for it. */
const RUN_WORKFLOW: Grants = {
  AllocationWorkflowStateMachine: 'states:StartExecution',
  'states:execution:AllocationWorkflowStateMachine*': 'states:DescribeExecution states:StopExecution',
  'events:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule':
    'events:DescribeRule events:PutRule events:PutTargets',
};

/** What each state machine may do, beside invoking the functions of its tasks and telling about itself. */
const RIGHTS: Readonly<Record<string, Grants>> = {
  AllocationWorkflowStateMachine: {
    'athena:workgroup/tokenledger-local': 'athena:getQueryExecution',
    // The item reader of the Map reads the manifest.
    's3:StorageRuns/*': 's3:GetObject',
    AllocationWorkflowStateMachine: 'states:StartExecution',
    'states:execution:AllocationWorkflowStateMachine:*': 'states:DescribeExecution states:StopExecution',
    'states:execution:AllocationWorkflowStateMachine/*:*': 'states:RedriveExecution',
  },
  CollectionStateMachine: RUN_WORKFLOW,
  WeeklyScheduleStateMachine: RUN_WORKFLOW,
  SweepStateMachine: RUN_WORKFLOW,
};

describe('each task', () => {
  it.each(TASKS)('%s ends in its time', (_, { TimeoutSeconds }) => {
    expect(TimeoutSeconds).toBeGreaterThan(0);
  });

  it.each(TASKS)('%s is tried again a few times, with growing pauses and jitter', (_, { Retry }) => {
    expect(Retry).toHaveLength(1);
    expect(Retry[0]).toMatchObject({ JitterStrategy: 'FULL', IntervalSeconds: expect.any(Number) });
    expect(Retry[0].MaxAttempts).toBeGreaterThanOrEqual(1);
    expect(Retry[0].MaxAttempts).toBeLessThanOrEqual(3);
    expect(Retry[0].BackoffRate ?? 2).toBe(2);
  });

  it.each(TASKS)('%s catches everything at last', (_, { Catch }) => {
    expect(Catch.at(-1).ErrorEquals).toEqual(['States.ALL']);
  });
});

describe('a task that invokes a function', () => {
  it.each(OF_FUNCTIONS)('%s waits as long as the function may run', (_, { Arguments, TimeoutSeconds }) => {
    const { Timeout } = propertiesOf(LOCAL, 'AWS::Lambda::Function', Arguments.FunctionName);

    expect(TimeoutSeconds).toBe(Timeout);
  });

  it.each(OF_FUNCTIONS)('%s tries again only what may pass', (_, { Retry }) => {
    const [{ ErrorEquals }] = Retry;

    expect(ErrorEquals).toEqual(expect.arrayContaining([TRANSIENT_ERROR, 'Lambda.TooManyRequestsException']));
    expect(ErrorEquals).not.toContain('States.ALL');
    expect(ErrorEquals).not.toContain('States.TaskFailed');
    expect(ErrorEquals).not.toContain('Runtime.HandlerError');
  });

  it('is sent the transient error by one class of ours', () => {
    const sources = globSync(['adapters/**/*.ts', 'functions/**/*.ts']).map((path) => readFileSync(path, 'utf8'));

    expect(sources.filter((text) => text.includes('override readonly name = TRANSIENT_ERROR'))).toHaveLength(1);
  });
});

describe('a task that starts a run', () => {
  const starters = TASKS.filter(([, { Resource }]) => Resource.endsWith(':::states:startExecution.sync:2'));

  it.each(starters)('%s tries again what kept the run from starting, never a run that ended badly', (_, { Retry }) => {
    const [{ ErrorEquals }] = Retry;

    expect(ErrorEquals).toEqual([
      'StepFunctions.AWSStepFunctionsException',
      'StepFunctions.ThrottlingException',
      'StepFunctions.ExecutionLimitExceededException',
      'StepFunctions.SdkClientException',
    ]);
  });
});

describe.each(STAGES)('each state machine of the stage %s', (stage) => {
  const variant = variantOf(stage);
  const machines: [string, Resource][] = resourcesOf(variant, MACHINE);

  it.each(machines)('%s is traced, ends in its time, and logs what fails but nobody’s name', (name, { Properties }) => {
    const { LoggingConfiguration, TracingConfiguration } = Properties;
    const { definition } = machinesOf(variant).find((machine) => machine.name === name) ?? {};
    const [destination] = LoggingConfiguration.Destinations;
    const logs = propertiesOf(variant, 'AWS::Logs::LogGroup', print(destination.CloudWatchLogsLogGroup.LogGroupArn));

    expect(TracingConfiguration).toEqual({ Enabled: true });
    expect(LoggingConfiguration).toMatchObject({ Level: 'ERROR', IncludeExecutionData: false });
    expect(logs.RetentionInDays).toBe(variant.configuration.retention.logDays);
    expect(logs.LogGroupName).toBe(
      `/aws/vendedlogs/${variant.configuration.stackName}/states/${name.replace('StateMachine', '')}`,
    );
    expect(definition?.TimeoutSeconds).toBeGreaterThan(0);
  });
});

describe('the rights of a state machine', () => {
  it.each(Object.entries(RIGHTS))('are least for %s', (name, rights) => {
    const { '*': observe, ...others } = grantsOf(LOCAL, `${name}Role`);

    expect(observe).toBe(OBSERVE);
    expect(others).toEqual({ ...rights, ...invocationsBy(name) });
  });

  it('are listed here for each', () => {
    expect(machinesOf(LOCAL).map(({ name }) => name)).toEqual(Object.keys(RIGHTS));
  });
});

function invocationsBy(name: string): Grants {
  const tasks = [...machineOf(LOCAL, name).states.values()].filter(({ Resource }) => Resource?.endsWith(INVOKE));
  const functions = tasks.map(({ Arguments }) => Arguments.FunctionName);
  return Object.fromEntries(functions.flatMap((id) => [id, `${id}:*`]).map((id) => [id, 'lambda:InvokeFunction']));
}
