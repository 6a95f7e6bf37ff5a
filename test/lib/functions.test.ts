import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ENV } from '../../functions/names.ts';
import { type Grants, grantsOf } from './grants.ts';
import { print, propertiesOf, resourcesOf, STAGES, type Variant, variantOf } from './stacks.ts';

const FUNCTION = 'AWS::Lambda::Function';
const FUNCTIONS = resourcesOf(variantOf('local'), FUNCTION).map(([name]) => name);

/** Shared by all: traces, which know no resource. */
const TRACES = { '*': 'xray:PutTelemetryRecords xray:PutTraceSegments' };
const LEDGER = 'StorageTokenCostAllocation';
const LIST = 's3:GetBucketLocation s3:ListBucket';
const READ = 's3:GetObject';
const READ_WRITE = 's3:GetObject s3:PutObject';
/** To tell a missing object from a forbidden one. */
const listing = (bucket: string, prefix: string) => ({
  [`${bucket} if {"StringLike":{"s3:prefix":"${prefix}*"}}`]: 's3:ListBucket',
});
const SECRET = 'secretsmanager:DescribeSecret secretsmanager:GetSecretValue';
const SEND = 'sqs:GetQueueAttributes sqs:GetQueueUrl sqs:SendMessage';
const CONSUME =
  'sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ReceiveMessage';
const GLUE = 'glue:GetDatabase glue:GetPartitions glue:GetTable';

/** The folder of each function, and what it may do beside traces. */
const EXPECTED: Readonly<Record<string, { readonly folder: string; readonly rights: Grants }>> = {
  StepsOpenRun: { folder: 'run/open-run', rights: { [LEDGER]: 'dynamodb:PutItem' } },
  StepsSelectEmployees: {
    folder: 'recalculation/select-employees',
    rights: { [LEDGER]: 'dynamodb:BatchGetItem dynamodb:GetItem', 'StorageRuns/runs/*': READ_WRITE },
  },
  StepsStartUsageQuery: {
    folder: 'run/start-usage-query',
    rights: {
      'StorageRuns/runs/*': READ,
      'athena:workgroup/tokenledger-local': 'athena:StartQueryExecution',
      'glue:catalog': GLUE,
      'glue:database/tokenledger': GLUE,
      'glue:table/tokenledger/ai_usage_weekly': GLUE,
      LakeBucket: LIST,
      'LakeBucket/ai_usage_weekly/*': READ,
      StorageRuns: LIST,
      'StorageRuns/athena/*': 's3:AbortMultipartUpload s3:GetObject s3:ListMultipartUploadParts s3:PutObject',
    },
  },
  StepsPlanBatches: {
    folder: 'run/plan-batches',
    rights: {
      [LEDGER]: 'dynamodb:Query',
      'StorageRuns/runs/*': READ_WRITE,
      'athena:workgroup/tokenledger-local': 'athena:GetQueryResults',
      StorageRuns: LIST,
      'StorageRuns/athena/*': READ,
    },
  },
  StepsFetchTimesheets: {
    folder: 'run/fetch-timesheets',
    rights: { [LEDGER]: 'dynamodb:BatchGetItem', 'StorageRuns/runs/*': READ_WRITE, TimesheetToken: SECRET },
  },
  StepsAllocate: {
    folder: 'run/allocate',
    rights: { 'StorageRuns/runs/*': READ_WRITE, 'StorageEvidence/evidence/*': 's3:PutObject' },
  },
  StepsPersist: {
    folder: 'run/persist',
    rights: {
      [LEDGER]: 'dynamodb:BatchGetItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem',
      'StorageRuns/runs/*': READ_WRITE,
    },
  },
  StepsNoteFailure: { folder: 'run/note-failure', rights: { 'StorageRuns/runs/*': 's3:PutObject' } },
  StepsReconcile: {
    folder: 'run/reconcile',
    rights: {
      [LEDGER]: 'dynamodb:BatchGetItem',
      StorageCwo: 'dynamodb:BatchGetItem dynamodb:UpdateItem',
      CwoRefreshChanges: SEND,
      'StorageRuns/runs/*': READ_WRITE,
      ...listing('StorageRuns', 'runs/'),
    },
  },
  StepsCloseRun: {
    folder: 'run/close-run',
    rights: {
      [LEDGER]: 'dynamodb:GetItem dynamodb:UpdateItem',
      'StorageRuns/runs/*': READ,
      OperatorTopic: 'sns:Publish',
    },
  },
  WebhookIntakeReceiver: {
    folder: 'api/receive-webhook',
    rights: {
      WebhookSecret: SECRET,
      WebhookIntakeChanges: SEND,
      CwoRefreshChanges: SEND,
    },
  },
  WebhookIntakeDrainer: {
    folder: 'recalculation/drain-webhooks',
    rights: {
      [LEDGER]: 'dynamodb:GetItem',
      'StorageRuns/runs/requests/*': 's3:PutObject',
      AllocationWorkflowStateMachine: 'states:StartExecution',
      WebhookIntakeChanges: CONSUME,
    },
  },
  CwoRefreshRefresher: {
    folder: 'timesheets/refresh-cwo',
    rights: { StorageCwo: 'dynamodb:UpdateItem', TimesheetToken: SECRET, CwoRefreshChanges: CONSUME },
  },
  SweepCollector: {
    folder: 'recalculation/collect-changes',
    rights: {
      [LEDGER]: 'dynamodb:GetItem dynamodb:Query',
      'StorageRuns/runs/requests/*': 's3:PutObject',
      TimesheetToken: SECRET,
    },
  },
  SweepAdvancer: {
    folder: 'recalculation/advance-cursor',
    rights: { [LEDGER]: 'dynamodb:GetItem dynamodb:PutItem dynamodb:Query' },
  },
  ReadAudit: {
    folder: 'api/read-audit',
    rights: {
      [LEDGER]: 'dynamodb:GetItem dynamodb:Query',
      StorageCwo: 'dynamodb:BatchGetItem',
      'StorageEvidence/evidence/*': READ,
      ...listing('StorageEvidence', 'evidence/'),
    },
  },
};

describe.each(STAGES)('each function of the stage %s', (stage) => {
  const variant = variantOf(stage);

  it.each(FUNCTIONS)('%s runs as the house does: Node 24 on arm64, traced, within explicit limits', (name) => {
    const properties = propertiesOf(variant, FUNCTION, name);

    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
      Description: expect.stringMatching(/^[A-Z].{10,}/),
    });
    expect(properties.MemorySize).toBeGreaterThanOrEqual(256);
    expect(properties.Timeout).toBeGreaterThan(0);
    expect(properties.Timeout).toBeLessThanOrEqual(900);
  });

  it.each(FUNCTIONS)('%s keeps its logs as JSON and for as long as configured', (name) => {
    const { LogFormat, LogGroup } = propertiesOf(variant, FUNCTION, name).LoggingConfig;

    const { RetentionInDays } = propertiesOf(variant, 'AWS::Logs::LogGroup', print(LogGroup));

    expect(LogFormat).toBe('JSON');
    expect(RetentionInDays).toBe(variant.configuration.retention.logDays);
  });

  it.each(FUNCTIONS)('%s is given the variables that its handler reads and no other', (name) => {
    const { NODE_OPTIONS, ...variables } = propertiesOf(variant, FUNCTION, name).Environment.Variables;

    expect(NODE_OPTIONS).toBe('--enable-source-maps');
    expect(Object.keys(variables).sort()).toEqual(variablesReadBy(name));
  });
});

describe('the rights of a function', () => {
  it('are listed here for each', () => {
    expect(FUNCTIONS.toSorted()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(Object.entries(EXPECTED))('are least for %s', (name, { rights }) => {
    const variant = variantOf('local');

    expect(grantsOf(variant, roleOf(variant, name))).toEqual({ ...TRACES, ...rights });
  });

  it.each(FUNCTIONS)('come from no managed policy but the one for logs: %s', (name) => {
    const variant = variantOf('production');
    const { ManagedPolicyArns } = propertiesOf(variant, 'AWS::IAM::Role', roleOf(variant, name));

    expect(ManagedPolicyArns.map(print)).toEqual(['iam:policy/service-role/AWSLambdaBasicExecutionRole']);
  });
});

function roleOf(variant: Variant, name: string): string {
  return print(propertiesOf(variant, FUNCTION, name).Role);
}

function variablesReadBy(name: string): string[] {
  const handler = readFileSync(`functions/${EXPECTED[name]?.folder}/handler.ts`, 'utf8');
  const keys = [...handler.matchAll(/\bENV\.(\w+)/g)].map(([, key]) => key as keyof typeof ENV);
  return [...new Set(keys.map((key) => ENV[key]))].sort();
}
