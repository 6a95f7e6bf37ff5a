import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ENV } from '../../functions/contract/names.ts';
import { type Grants, grantsOf } from './grants.ts';
import { print, propertiesOf, resourcesOf, STAGES, type Variant, variantOf } from './stacks.ts';

const FUNCTION = 'AWS::Lambda::Function';
const FUNCTIONS = resourcesOf(variantOf('local'), FUNCTION).map(([name]) => name);

/** Shared by all: traces, which know no resource. */
const TRACES = { '*': 'xray:PutTelemetryRecords xray:PutTraceSegments' };
const RUNS = { 'StorageRuns/runs/*': 's3:GetObject s3:PutObject' };
const LEDGER = 'StorageTokenCostAllocation';
const LIST = 's3:GetBucketLocation s3:ListBucket';

/** What each function may do, and nothing else. */
const RIGHTS: Readonly<Record<string, Grants>> = {
  StepsOpenRun: { ...TRACES, [LEDGER]: 'dynamodb:PutItem' },
  StepsStartUsageQuery: {
    ...TRACES,
    'athena:workgroup/tokenledger-local': 'athena:StartQueryExecution',
    'glue:catalog': 'glue:GetDatabase glue:GetPartitions glue:GetTable',
    'glue:database/tokenledger': 'glue:GetDatabase glue:GetPartitions glue:GetTable',
    'glue:table/tokenledger/ai_usage_weekly': 'glue:GetDatabase glue:GetPartitions glue:GetTable',
    LakeBucket: LIST,
    'LakeBucket/ai_usage_weekly/*': 's3:GetObject',
    StorageRuns: LIST,
    'StorageRuns/athena/*': 's3:AbortMultipartUpload s3:GetObject s3:ListMultipartUploadParts s3:PutObject',
  },
  StepsPlanBatches: {
    ...TRACES,
    [LEDGER]: 'dynamodb:Query',
    'StorageRuns/runs/*': 's3:PutObject',
    'athena:workgroup/tokenledger-local': 'athena:GetQueryResults',
    StorageRuns: LIST,
    'StorageRuns/athena/*': 's3:GetObject',
  },
  StepsFetchTimesheets: {
    ...TRACES,
    ...RUNS,
    [LEDGER]: 'dynamodb:BatchGetItem',
    TimesheetToken: 'secretsmanager:DescribeSecret secretsmanager:GetSecretValue',
  },
  StepsAllocate: { ...TRACES, ...RUNS, 'StorageEvidence/evidence/*': 's3:PutObject' },
  StepsPersist: {
    ...TRACES,
    ...RUNS,
    [LEDGER]: 'dynamodb:BatchGetItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem',
  },
  StepsReconcile: {
    ...TRACES,
    ...RUNS,
    [LEDGER]: 'dynamodb:Query',
    StorageCwo: 'dynamodb:BatchGetItem dynamodb:UpdateItem',
  },
  StepsCloseRun: {
    ...TRACES,
    [LEDGER]: 'dynamodb:GetItem dynamodb:UpdateItem',
    'StorageRuns/runs/*': 's3:GetObject',
    OperatorTopic: 'sns:Publish',
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
    expect(Object.keys(variables).sort()).toEqual(variablesReadBy(handlerOf(name)));
  });
});

describe('the rights of a function', () => {
  it('are listed here for each', () => {
    expect(FUNCTIONS.toSorted()).toEqual(Object.keys(RIGHTS).sort());
  });

  it.each(Object.entries(RIGHTS))('are least for %s', (name, rights) => {
    const variant = variantOf('local');

    expect(grantsOf(variant, roleOf(variant, name))).toEqual(rights);
  });

  it.each(STAGES)('name whole actions, and every resource only for traces, in the stage %s', (stage) => {
    const variant = variantOf(stage);
    const grants = FUNCTIONS.map((name) => grantsOf(variant, roleOf(variant, name)));

    expect(grants.flatMap((rights) => Object.values(rights).filter((actions) => actions.includes('*')))).toEqual([]);
    expect(new Set(grants.map((rights) => rights['*']))).toEqual(new Set([TRACES['*']]));
  });

  it.each(FUNCTIONS)('come from no managed policy but the one for logs: %s', (name) => {
    const variant = variantOf('production');
    const { ManagedPolicyArns = [] } = propertiesOf(variant, 'AWS::IAM::Role', roleOf(variant, name));

    expect(ManagedPolicyArns.map(print)).toEqual(['iam:policy/service-role/AWSLambdaBasicExecutionRole']);
  });
});

function roleOf(variant: Variant, name: string): string {
  return print(propertiesOf(variant, FUNCTION, name).Role);
}

/** `StepsOpenRun` → `functions/open-run/handler.ts`. */
function handlerOf(name: string): string {
  const words = name.match(/[A-Z][a-z]+/g)?.slice(1) ?? [];
  const path = `functions/${words.join('-').toLowerCase()}/handler.ts`;
  expect(existsSync(path), path).toBe(true);
  return readFileSync(path, 'utf8');
}

function variablesReadBy(handler: string): string[] {
  const names = [...handler.matchAll(/\bENV\.(\w+)/g)].map(([, name]) => ENV[name as keyof typeof ENV]);
  return [...new Set(names)].sort();
}
