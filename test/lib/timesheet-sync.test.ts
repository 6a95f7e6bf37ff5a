import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mirrorSettingsSchema, pullWeekEventSchema } from '../../functions/messages/timesheets.ts';
import { ENV } from '../../functions/names.ts';
import { actionsUsedBy } from './aws-calls/actions.ts';
import { longestSeconds, machineOf, machinesOf } from './definitions.ts';
import { type Grants, grantsOf } from './grants.ts';
import { print, propertiesOf, type Resource, resourcesOf, STAGES, variantOf } from './stacks.ts';

const FUNCTION = 'AWS::Lambda::Function';
const MIRROR = variantOf('mirror');
const PRODUCTION = variantOf('production');
const TRACES = { '*': 'xray:PutTelemetryRecords xray:PutTraceSegments' };
const mirror = (...partitions: readonly string[]) => `TimesheetMirror of ${partitions.join(' ')}`;
const [WEEKS, FEED, PEOPLE, STATE, SYNCS] = ['WEEK#*', 'FEED#*', 'PERSON*', 'STATE*', 'SYNC*'] as const;

/** The functions that a stack has for its mirror alone, with the folder of each and what it may do beside traces. */
const EXPECTED: Readonly<Record<string, { readonly folder: string; readonly rights: Grants }>> = {
  TimesheetSyncStepsOpenSync: {
    folder: 'timesheets/open-sync',
    rights: { [mirror(WEEKS)]: 'dynamodb:Query', [mirror(STATE)]: 'dynamodb:UpdateItem' },
  },
  TimesheetSyncStepsPullWeek: {
    folder: 'timesheets/pull-week',
    rights: {
      [mirror(PEOPLE)]: 'dynamodb:PutItem dynamodb:Query',
      [mirror(STATE)]: 'dynamodb:UpdateItem',
      'StorageRuns/mirror/*': 's3:PutObject',
      'StorageRuns/runs/timesheets/*': 's3:GetObject s3:PutObject',
      'StorageRuns if {"StringLike":{"s3:prefix":"runs/timesheets/*"}}': 's3:ListBucket',
      TimesheetKeystokenledgertimesheetstempo: 'secretsmanager:GetSecretValue',
    },
  },
  TimesheetSyncStepsApplyWeek: {
    folder: 'timesheets/apply-week',
    rights: {
      [mirror(WEEKS, STATE)]: 'dynamodb:BatchGetItem',
      [mirror(WEEKS, PEOPLE)]: 'dynamodb:Query',
      [mirror(WEEKS, FEED, PEOPLE)]: 'dynamodb:PutItem',
      [mirror(STATE)]: 'dynamodb:ConditionCheckItem dynamodb:UpdateItem',
      'StorageRuns/mirror/*': 's3:GetObject',
      'StorageRuns if {"StringLike":{"s3:prefix":"mirror/*"}}': 's3:ListBucket',
      'StorageEvidence/mappings/*': 's3:GetObject',
    },
  },
  TimesheetSyncStepsCloseSync: {
    folder: 'timesheets/close-sync',
    rights: {
      [mirror(STATE)]: 'dynamodb:GetItem dynamodb:UpdateItem',
      [mirror(FEED)]: 'dynamodb:Query',
      [mirror(SYNCS)]: 'dynamodb:PutItem',
      OperatorTopic: 'sns:Publish',
    },
  },
  TimesheetSyncWatchSyncWatcher: {
    folder: 'timesheets/watch-syncs',
    rights: { [mirror(SYNCS)]: 'dynamodb:Query' },
  },
};
const OWN = Object.keys(EXPECTED);

const namesOf = (variant: typeof MIRROR, type: string) => resourcesOf(variant, type).map(([name]) => name);
const roleOf = (variant: typeof MIRROR, name: string) => print(propertiesOf(variant, FUNCTION, name).Role);

describe('the functions of a stack with a mirror', () => {
  it('are those of any other, and its own', () => {
    expect(namesOf(MIRROR, FUNCTION).sort()).toEqual([...namesOf(PRODUCTION, FUNCTION), ...OWN].sort());
  });

  it.each(Object.entries(EXPECTED))(
    'have least rights, all of which their code uses: %s',
    (name, { folder, rights }) => {
      const grants = grantsOf(MIRROR, roleOf(MIRROR, name));

      const granted = Object.values(grants).flatMap((actions) => actions.split(' '));

      expect(grants).toEqual({ ...TRACES, ...rights });
      expect([...new Set(granted.filter((action) => !action.startsWith('xray:')))].sort()).toEqual(
        actionsUsedBy(`functions/${folder}/handler.ts`),
      );
    },
  );

  it.each(Object.entries(EXPECTED))(
    'are given the variables that their handler reads and no other: %s',
    (name, { folder }) => {
      const properties = propertiesOf(MIRROR, FUNCTION, name);
      const { NODE_OPTIONS: _, POWERTOOLS_SERVICE_NAME: __, ...variables } = properties.Environment.Variables;

      const handler = readFileSync(`functions/${folder}/handler.ts`, 'utf8');
      const keys = [...handler.matchAll(/\bENV\.(\w+)/g)].map(([, key]) => ENV[key as keyof typeof ENV]);

      expect(Object.keys(variables).sort()).toEqual([...new Set(keys)].sort());
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
      });
    },
  );

  it('know the limits of the configuration', () => {
    const { Variables } = propertiesOf(MIRROR, FUNCTION, 'TimesheetSyncStepsApplyWeek').Environment;

    expect(mirrorSettingsSchema.parse(Variables[ENV.mirrorSettings])).toEqual({
      sources: [{ source: 'tempo', approval: ['PERIOD'], afterDays: 2 }],
      dropMaxPct: 20,
      hotWeeks: 3,
    });
  });

  it('leave those of any other as they are, but where timesheets are read', () => {
    const readers = ['StepsFetchTimesheets', 'SweepCollector', 'CwoRefreshRefresher'];
    const others = namesOf(PRODUCTION, FUNCTION).filter((name) => !readers.includes(name));

    const rightsIn = (variant: typeof MIRROR) => others.map((name) => [name, grantsOf(variant, roleOf(variant, name))]);

    expect(rightsIn(MIRROR)).toEqual(rightsIn(PRODUCTION));
  });
});

describe('a stack without a mirror', () => {
  it.each(STAGES.filter((stage) => stage !== 'mirror'))('has nothing of it in the stage %s', (stage) => {
    const { Resources, Outputs } = variantOf(stage).template;

    const found = [...Object.keys(Resources), ...Object.keys(Outputs)].filter((id) => /Mirror|TimesheetSync/.test(id));

    expect(found).toEqual([]);
  });

  it('has the token instead', () => {
    expect(namesOf(PRODUCTION, 'AWS::SecretsManager::Secret')).toContain('TimesheetToken');
    expect(namesOf(MIRROR, 'AWS::SecretsManager::Secret')).not.toContain('TimesheetToken');
  });
});

describe('the table of the mirror', () => {
  const [, table] = resourcesOf(MIRROR, 'AWS::DynamoDB::GlobalTable').find(([name]) => name === 'TimesheetMirror') as [
    string,
    Resource,
  ];

  it('is restorable, paid by use, kept like the ledger, and lets go of what has expired', () => {
    expect(table.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
    });
    expect([table.DeletionPolicy, table.UpdateReplacePolicy]).toEqual(['RetainExceptOnCreate', 'Retain']);
  });
});

describe('the timesheet sync', () => {
  const { states, definition } = machineOf(MIRROR, 'TimesheetSyncStateMachine');
  const tasks = [...states].filter(([, { Type }]) => Type === 'Task');

  it('applies one week after the other, and makes a failed one a result', () => {
    expect(states.get('Synced weeks')).toMatchObject({ Items: '{% $states.input.weeks %}', MaxConcurrency: 1 });
    expect(states.get('Apply week').Catch).toEqual([
      {
        ErrorEquals: ['States.ALL'],
        Next: 'Week not applied',
        Output: {
          source: '{% $week.source %}',
          weekStartDate: '{% $week.weekStartDate %}',
          status: 'FAILED',
          failure: "{% $states.errorOutput.Error & ': ' & $substring('' & $states.errorOutput.Cause, 0, 500) %}",
          requests: '{% $exists($position.requests) ? $position.requests : null %}',
        },
      },
    ]);
    expect(states.get('Week not applied')).toMatchObject({ Type: 'Pass', End: true });
  });

  it('pulls a week that is not kept, round after round, and makes one that failed a result', () => {
    expect(states.get('Snapshot kept?')).toMatchObject({
      Choices: [{ Condition: '{% $states.input.snapshotKey = null %}', Next: 'Pull week' }],
      Default: 'Apply week',
    });
    expect(states.get('Week pulled?')).toMatchObject({
      Choices: ['Apply week', 'Week looked at', 'Pull week', 'Wait for quota'].map((Next) => ({ Next })),
      Default: 'Week not pulled',
    });
    expect(states.get('Wait for quota')).toMatchObject({ Type: 'Wait', Next: 'Pull week' });
    expect(states.get('Week not pulled')).toMatchObject({ Type: 'Pass', End: true });
    expect(states.get('Week looked at')).toMatchObject({ Type: 'Pass', End: true });
  });

  it('knows how each source is asked', () => {
    const connectors = states.get('Open sync').Assign.connectors;

    expect(Object.keys(connectors)).toEqual(['tempo']);
    expect(pullWeekEventSchema.shape.connector.parse(connectors.tempo)).toEqual({
      ...{ system: 'TEMPO', baseUrl: null, secretName: 'tokenledger/timesheets/tempo', approval: ['PERIOD'] },
      ...{ dayZone: 'SOURCE', hours: 'EXACT', requestsPerSecond: 4, states: {}, slow: false },
    });
  });

  it('is started for the last weeks each hour, and for those before them each night', () => {
    const started = resourcesOf(MIRROR, 'AWS::Scheduler::Schedule').filter(([name]) =>
      name.startsWith('TimesheetSync'),
    );

    expect(
      started.flatMap(([, { Properties }]) =>
        Properties.Target.Input ? [[Properties.ScheduleExpression, JSON.parse(Properties.Target.Input)]] : [],
      ),
    ).toEqual([
      ['cron(5 * * * ? *)', { weeks: 3 }],
      ['cron(35 1 * * ? *)', { weeks: 13 }],
    ]);
  });

  it.each([
    ['Open sync', 'Sync not opened'],
    ['Close sync', 'Sync not closed'],
    ['Pull week', 'Week not pulled'],
    ['Apply week', 'Week not applied'],
    ['Start sweep', 'All applied?'],
  ])('leads every failure of %s to %s', (name, next) => {
    expect(states.get(name).Catch).toMatchObject([{ ErrorEquals: ['States.ALL'], Next: next }]);
  });

  it.each([
    ['Sync opened?', "{% $states.input.status = 'SKIPPED' %}", 'Sync skipped', 'Synced weeks'],
    ['Anything changed?', '{% $synced.hasChanges %}', 'Start sweep', 'All applied?'],
    ['All applied?', '{% $synced.isComplete %}', 'Sync done', 'Not all applied'],
  ])('asks %s', (name, condition, next, otherwise) => {
    expect(states.get(name)).toMatchObject({ Choices: [{ Condition: condition, Next: next }], Default: otherwise });
  });

  it('starts one sweep, whatever becomes of the answer, and does not wait for it', () => {
    const { Resource, Arguments } = states.get('Start sweep');

    expect(Resource).toMatch(/:states:startExecution$/);
    expect(Arguments).toMatchObject({
      StateMachineArn: 'SweepStateMachine',
      Name: '{% $states.context.Execution.Name %}',
    });
  });

  it('has rights to nothing else', () => {
    const { '*': _, ...grants } = grantsOf(MIRROR, 'TimesheetSyncStateMachineRole');
    const steps = OWN.filter((name) => name.startsWith('TimesheetSyncSteps'));

    expect(grants).toEqual({
      SweepStateMachine: 'states:StartExecution',
      ...Object.fromEntries(steps.flatMap((name) => [name, `${name}:*`]).map((id) => [id, 'lambda:InvokeFunction'])),
    });
  });

  it.each(tasks)('tries %s again a few times, with jitter, for as long as its function lives', (_, state) => {
    const [retry] = state.Retry;

    expect(retry).toMatchObject({ JitterStrategy: 'FULL', MaxAttempts: 3 });
    if (state.Resource.endsWith(':::lambda:invoke')) {
      expect(state.TimeoutSeconds).toBe(propertiesOf(MIRROR, FUNCTION, state.Arguments.FunctionName).Timeout);
    }
  });

  it('has time for weeks that need all their tries', () => {
    expect(definition.TimeoutSeconds).toBeGreaterThan(5 * longestSeconds(states.get('Apply week')));
  });

  it('shares no name of a state with another machine', () => {
    const names = machinesOf(MIRROR).flatMap((machine) => [...machine.states.keys()]);

    expect(names.length).toBe(new Set(names).size);
  });
});
