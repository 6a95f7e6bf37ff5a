import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COLLECTED_TABLES, ENV, PUBLISHED_TABLES } from '../../functions/names.ts';
import { actionsUsedBy } from './aws-calls/actions.ts';
import { type Grants, grantsOf } from './grants.ts';
import { print, propertiesOf, resourcesOf, STAGES, type Variant, variantOf } from './stacks.ts';

const FUNCTION = 'AWS::Lambda::Function';
const FUNCTIONS = resourcesOf(variantOf('local'), FUNCTION).map(([name]) => name);
/** What these are given follows from where timesheets come from: `test/lib/timesheet-readers.test.ts`. */
const TIMESHEET_READERS = ['StepsFetchTimesheets', 'SweepCollector', 'CwoRefreshRefresher'];
const OTHERS = FUNCTIONS.filter((name) => !TIMESHEET_READERS.includes(name));

/** Shared by all: traces, which know no resource, as the end of a subscription does not. */
const OF_NO_RESOURCE = '*';
const TRACES = { [OF_NO_RESOURCE]: 'xray:PutTelemetryRecords xray:PutTraceSegments' };
/** What lies in the partitions of the ledger whose keys begin so. */
const ledger = (...partitions: readonly string[]) => `StorageTokenCostAllocation of ${partitions.join(' ')}`;
const [HEADS, REVISIONS, LINES, RUNS] = ['WEEK#*', 'EW#*', 'CWO#*', 'RUN#*'] as const;
const [SWEEP, ACCEPTANCES, PUBLICATIONS] = ['SWEEP*', 'ACCEPTED#*', 'PUBLICATION*'] as const;
const [COLLECTIONS, COLLECTED_WEEKS] = ['COLLECTION*', 'COLLECTED#*'] as const;
const [CLOSINGS, RECHARGES, PSEUDONYMS] = ['CLOSING*', 'RECHARGE*', 'PSEUDONYM*'] as const;
/** The same of the table of budgets. */
const budgets = (...partitions: readonly string[]) => `StorageTokenBudgetTracking of ${partitions.join(' ')}`;
const [CWOS, WEEKS, OUTBOX] = ['CWO#*', 'WEEK#*', 'OUTBOX*'] as const;
const [SENT, SUBSCRIBERS] = ['SENT#*', 'SUBSCRIBERS*'] as const;
const [SUGGESTIONS, SUGGESTED] = ['SUGGESTION#*', 'SUGGESTED*'] as const;
/** Who actors of usage are. */
const IDENTITIES = 'StorageActorIdentity of ACTOR#*';
const LIST = 's3:GetBucketLocation s3:ListBucket';
const READ = 's3:GetObject';
const READ_WRITE = 's3:GetObject s3:PutObject';
/** To tell a missing object from a forbidden one. */
const listing = (bucket: string, prefix: string) => ({
  [`${bucket} if {"StringLike":{"s3:prefix":"${prefix}*"}}`]: 's3:ListBucket',
});
/** To replace the objects of a table. */
const replacing = (table: string) => ({
  [`LakeBucket/${table}/*`]: 's3:AbortMultipartUpload s3:GetObject s3:PutObject',
  ...listing('LakeBucket', `${table}/`),
});
/** Of whoever decides on a budget. */
const DECIDING = {
  [budgets(CWOS)]: 'dynamodb:Query',
  [budgets(SUGGESTED, SUGGESTIONS)]: 'dynamodb:GetItem',
  [budgets(CWOS, WEEKS, OUTBOX)]: 'dynamodb:PutItem',
  StorageCwo: 'dynamodb:BatchGetItem dynamodb:UpdateItem',
  [ledger(LINES)]: 'dynamodb:Query',
  [ledger(HEADS)]: 'dynamodb:GetItem',
  [ledger(PUBLICATIONS)]: 'dynamodb:UpdateItem',
  AlertsSender: 'lambda:InvokeFunction',
};
const SECRET = 'secretsmanager:GetSecretValue';
const SEND = 'sqs:SendMessage';
const CONSUME = 'sqs:DeleteMessage sqs:ReceiveMessage';
/** What Lambda does with a queue in the name of the function that it calls, as CDK grants it. */
const EVENTS =
  'sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ReceiveMessage';
const GLUE = 'glue:GetDatabase glue:GetPartitions glue:GetTable';
/** What Athena does in the name of who queries a table. */
const queryRights = (...tables: readonly string[]) => ({
  'glue:catalog': GLUE,
  'glue:database/default': 'glue:GetDatabase',
  'glue:database/tokenledger': GLUE,
  ...Object.fromEntries(tables.map((table) => [`glue:table/tokenledger/${table}`, GLUE])),
  LakeBucket: LIST,
  ...Object.fromEntries(tables.map((table) => [`LakeBucket/${table}/*`, READ])),
  StorageRuns: LIST,
  'StorageRuns/athena/*': 's3:AbortMultipartUpload s3:GetObject s3:ListMultipartUploadParts s3:PutObject',
});

/** The folder of each function, and what it may do beside traces. */
const EXPECTED: Readonly<Record<string, { readonly folder: string; readonly rights: Grants }>> = {
  StepsOpenRun: {
    folder: 'run/open-run',
    rights: { [ledger(RUNS)]: 'dynamodb:PutItem', [ledger(PUBLICATIONS)]: 'dynamodb:UpdateItem' },
  },
  StepsSelectEmployees: {
    folder: 'recalculation/select-employees',
    rights: {
      [ledger(HEADS)]: 'dynamodb:BatchGetItem',
      [ledger(RUNS)]: 'dynamodb:GetItem',
      'StorageRuns/runs/*': READ_WRITE,
    },
  },
  StepsStartUsageQuery: {
    folder: 'run/start-usage-query',
    rights: {
      'StorageRuns/runs/*': READ,
      'athena:workgroup/tokenledger-local': 'athena:StartQueryExecution',
      ...queryRights('ai_usage_weekly'),
    },
  },
  StepsPlanBatches: {
    folder: 'run/plan-batches',
    rights: {
      [ledger(HEADS)]: 'dynamodb:Query',
      'StorageRuns/runs/*': READ_WRITE,
      'athena:workgroup/tokenledger-local': 'athena:GetQueryResults',
      StorageRuns: LIST,
      'StorageRuns/athena/*': READ,
    },
  },
  StepsFetchTimesheets: {
    folder: 'run/fetch-timesheets',
    rights: {
      [ledger(HEADS, ACCEPTANCES)]: 'dynamodb:BatchGetItem',
      'StorageRuns/runs/*': READ_WRITE,
      TimesheetToken: SECRET,
    },
  },
  StepsAllocate: {
    folder: 'run/allocate',
    rights: { 'StorageRuns/runs/*': READ_WRITE, 'StorageEvidence/evidence/*': 's3:PutObject' },
  },
  StepsPersist: {
    folder: 'run/persist',
    rights: {
      [ledger(HEADS)]: 'dynamodb:BatchGetItem dynamodb:UpdateItem',
      [ledger(REVISIONS)]: 'dynamodb:GetItem',
      [ledger(HEADS, REVISIONS, LINES)]: 'dynamodb:PutItem',
      [ledger(LINES)]: 'dynamodb:DeleteItem',
      'StorageRuns/runs/*': READ_WRITE,
    },
  },
  StepsNoteFailure: { folder: 'run/note-failure', rights: { 'StorageRuns/runs/*': 's3:PutObject' } },
  StepsReconcile: {
    folder: 'run/reconcile',
    rights: {
      [ledger(HEADS)]: 'dynamodb:BatchGetItem dynamodb:Query',
      StorageCwo: 'dynamodb:BatchGetItem dynamodb:UpdateItem',
      CwoRefreshChanges: SEND,
      'StorageRuns/runs/*': READ_WRITE,
      ...listing('StorageRuns', 'runs/'),
    },
  },
  StepsSealWeek: {
    folder: 'run/seal-week',
    rights: {
      [ledger(HEADS)]: 'dynamodb:Query',
      'StorageRoots/roots/*': 's3:PutObject',
      'StorageRoots if {"StringLike":{"s3:prefix":"roots/*"}}': 's3:ListBucketVersions',
    },
  },
  StepsCloseRun: {
    folder: 'run/close-run',
    rights: {
      [ledger(RUNS)]: 'dynamodb:GetItem dynamodb:PutItem',
      [ledger(RUNS, PUBLICATIONS)]: 'dynamodb:UpdateItem',
      'StorageRuns/runs/*': READ,
      OperatorTopic: 'sns:Publish',
    },
  },
  PublicationPublisher: {
    folder: 'publication/publish',
    rights: {
      [ledger(HEADS, REVISIONS, PUBLICATIONS, CLOSINGS, RECHARGES, PSEUDONYMS)]: 'dynamodb:Query',
      [ledger(PUBLICATIONS)]: 'dynamodb:UpdateItem',
      [budgets(WEEKS)]: 'dynamodb:Query',
      [budgets(CWOS)]: 'dynamodb:BatchGetItem',
      StorageCwo: 'dynamodb:Scan',
      'StorageEvidence/evidence/*': READ,
      ...listing('StorageEvidence', 'evidence/'),
      ...Object.assign({}, ...Object.values(PUBLISHED_TABLES).map(replacing)),
    },
  },
  TrackingPlanTracking: {
    folder: 'budgets/plan-tracking',
    rights: { [budgets(WEEKS)]: 'dynamodb:Query', 'StorageRuns/runs/*': READ_WRITE },
  },
  TrackingRefreshTracking: {
    folder: 'budgets/refresh-tracking',
    rights: {
      [budgets(CWOS)]: 'dynamodb:Query',
      [budgets(CWOS, WEEKS, OUTBOX)]: 'dynamodb:PutItem',
      [ledger(LINES)]: 'dynamodb:Query',
      [ledger(HEADS)]: 'dynamodb:GetItem',
      'StorageRuns/runs/*': 's3:PutObject',
    },
  },
  TrackingCheckTracking: {
    folder: 'budgets/check-tracking',
    rights: { 'StorageRuns/runs/*': READ, ...listing('StorageRuns', 'runs/') },
  },
  AlertsSender: {
    folder: 'budgets/send-alerts',
    rights: {
      [OF_NO_RESOURCE]: `sns:Unsubscribe ${TRACES[OF_NO_RESOURCE]}`,
      [budgets(OUTBOX, SUBSCRIBERS, CWOS)]: 'dynamodb:Query',
      [budgets(SUGGESTED, SUGGESTIONS)]: 'dynamodb:GetItem',
      [budgets(OUTBOX, SUBSCRIBERS)]: 'dynamodb:DeleteItem',
      [budgets(SENT, SUBSCRIBERS)]: 'dynamodb:PutItem',
      StorageCwo: 'dynamodb:BatchGetItem',
      'StorageRuns/runs/*': READ,
      AlertsTopic: 'sns:ListSubscriptionsByTopic sns:Publish sns:Subscribe',
      OperatorTopic: 'sns:Publish',
      BudgetsLinkKey: SECRET,
    },
  },
  WeeklyScheduleRefreshBenchmarks: {
    folder: 'budgets/refresh-benchmarks',
    rights: {
      StorageCwo: 'dynamodb:BatchGetItem',
      'StorageEvidence/benchmarks/*': 's3:PutObject',
      ...queryRights('token_cost_allocation'),
      'athena:workgroup/tokenledger-local':
        'athena:GetQueryExecution athena:GetQueryResults athena:StartQueryExecution',
    },
  },
  ScheduleWatchWatcher: {
    folder: 'run/watch-schedule',
    rights: { WeeklyScheduleStateMachine: 'states:DescribeStateMachine states:ListExecutions' },
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
      [ledger(RUNS)]: 'dynamodb:GetItem',
      'StorageRuns/runs/requests/*': 's3:PutObject',
      AllocationWorkflowStateMachine: 'states:StartExecution',
      WebhookIntakeChanges: CONSUME,
    },
  },
  CwoRefreshRefresher: {
    folder: 'timesheets/refresh-cwo',
    rights: {
      StorageCwo: 'dynamodb:BatchGetItem dynamodb:UpdateItem',
      [budgets(SUGGESTED, SUGGESTIONS)]: 'dynamodb:GetItem',
      [budgets(SUGGESTED, SUGGESTIONS, OUTBOX)]: 'dynamodb:PutItem',
      [ledger(PUBLICATIONS)]: 'dynamodb:UpdateItem',
      'StorageEvidence/benchmarks/*': READ,
      ...listing('StorageEvidence', 'benchmarks/'),
      TimesheetToken: SECRET,
      CwoRefreshChanges: EVENTS,
    },
  },
  SweepCollector: {
    folder: 'recalculation/collect-changes',
    rights: {
      [ledger(RUNS, SWEEP)]: 'dynamodb:GetItem',
      [ledger(HEADS)]: 'dynamodb:Query',
      'StorageRuns/runs/requests/*': 's3:PutObject',
      TimesheetToken: SECRET,
    },
  },
  SweepAdvancer: {
    folder: 'recalculation/advance-cursor',
    rights: {
      [ledger(RUNS)]: 'dynamodb:Query',
      [ledger(SWEEP)]: 'dynamodb:GetItem dynamodb:PutItem',
      'StorageRuns/runs/*': READ,
      OperatorTopic: 'sns:Publish',
    },
  },
  CollectionStepsPullSource: {
    folder: 'collection/pull-source',
    rights: { 'StorageRuns/runs/collection/*': 's3:PutObject' },
  },
  CollectionStepsWriteDays: {
    folder: 'collection/write-days',
    rights: {
      [ledger(COLLECTIONS)]: 'dynamodb:UpdateItem',
      [IDENTITIES]: 'dynamodb:PutItem dynamodb:Query',
      'StorageRuns/runs/collection/*': READ,
      ...listing('StorageRuns', 'runs/collection/'),
      [`LakeBucket/${COLLECTED_TABLES.daily}/*`]: READ_WRITE,
      ...listing('LakeBucket', `${COLLECTED_TABLES.daily}/`),
    },
  },
  CollectionStepsBuildWeek: {
    folder: 'collection/build-week',
    rights: {
      [ledger(RUNS)]: 'dynamodb:GetItem',
      [ledger(COLLECTED_WEEKS)]: 'dynamodb:DeleteItem dynamodb:PutItem dynamodb:Query',
      [IDENTITIES]: 'dynamodb:PutItem dynamodb:Query',
      StorageCwo: 'dynamodb:Scan',
      'StorageRuns/runs/requests/*': 's3:PutObject',
      ...queryRights(COLLECTED_TABLES.daily, COLLECTED_TABLES.identity),
      [`LakeBucket/${COLLECTED_TABLES.weekly}/*`]: READ_WRITE,
      [`LakeBucket/${COLLECTED_TABLES.identity}/*`]: READ_WRITE,
      ...listing('LakeBucket', `${COLLECTED_TABLES.weekly}/`),
      ...listing('LakeBucket', `${COLLECTED_TABLES.identity}/`),
      'athena:workgroup/tokenledger-local':
        'athena:GetQueryExecution athena:GetQueryResults athena:StartQueryExecution',
    },
  },
  CollectionStepsCloseCollection: {
    folder: 'collection/close-collection',
    rights: {
      [ledger(COLLECTIONS)]: 'dynamodb:UpdateItem',
      [ledger(COLLECTED_WEEKS)]: 'dynamodb:DeleteItem',
      OperatorTopic: 'sns:Publish',
    },
  },
  CollectionCollectionWatcher: {
    folder: 'collection/watch-collection',
    rights: { [ledger(COLLECTIONS)]: 'dynamodb:Query' },
  },
  BudgetsReadBudget: {
    folder: 'api/read-budget',
    rights: {
      [budgets(CWOS)]: 'dynamodb:Query',
      [budgets(SUGGESTED, SUGGESTIONS)]: 'dynamodb:GetItem',
      StorageCwo: 'dynamodb:BatchGetItem',
    },
  },
  BudgetsReadSuggestion: {
    folder: 'api/read-suggestion',
    rights: { [budgets(SUGGESTED, SUGGESTIONS)]: 'dynamodb:GetItem', StorageCwo: 'dynamodb:BatchGetItem' },
  },
  BudgetsDecideBudget: { folder: 'api/decide-budget', rights: DECIDING },
  BudgetsDecideByLink: { folder: 'api/decide-by-link', rights: { ...DECIDING, BudgetsLinkKey: SECRET } },
  ReadAudit: {
    folder: 'api/read-audit',
    rights: {
      [ledger(HEADS)]: 'dynamodb:GetItem',
      [ledger(REVISIONS)]: 'dynamodb:Query',
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

  it.each(OTHERS)('%s is given the variables that its handler reads and no other', (name) => {
    const { NODE_OPTIONS, POWERTOOLS_SERVICE_NAME, ...variables } = propertiesOf(variant, FUNCTION, name).Environment
      .Variables;

    expect(NODE_OPTIONS).toBe('--enable-source-maps');
    expect(POWERTOOLS_SERVICE_NAME).toBe(variant.configuration.stackName);
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

  it.each(Object.entries(EXPECTED))(
    'are those that its code uses, all of them and no other: %s',
    (name, { folder }) => {
      const variant = variantOf('production');
      const all = Object.values(grantsOf(variant, roleOf(variant, name))).flatMap((actions) => actions.split(' '));
      const granted = new Set(all.filter((action) => !action.startsWith('xray:')));

      const forEvents = isCalledByQueue(variant, name) ? EVENTS.split(' ') : [];
      const used = new Set([...actionsUsedBy(`functions/${folder}/handler.ts`), ...forEvents]);

      expect([...granted].sort()).toEqual([...used].sort());
    },
  );

  it.each(FUNCTIONS)('come from no managed policy but the one for logs: %s', (name) => {
    const variant = variantOf('production');
    const { ManagedPolicyArns } = propertiesOf(variant, 'AWS::IAM::Role', roleOf(variant, name));

    expect(ManagedPolicyArns.map(print)).toEqual(['iam:policy/service-role/AWSLambdaBasicExecutionRole']);
  });
});

function isCalledByQueue(variant: Variant, name: string): boolean {
  const sources = resourcesOf(variant, 'AWS::Lambda::EventSourceMapping');
  return sources.some(([, { Properties }]) => print(Properties.FunctionName) === name);
}

function roleOf(variant: Variant, name: string): string {
  return print(propertiesOf(variant, FUNCTION, name).Role);
}

function variablesReadBy(name: string): string[] {
  const handler = readFileSync(`functions/${EXPECTED[name]?.folder}/handler.ts`, 'utf8');
  const keys = [...handler.matchAll(/\bENV\.(\w+)/g)].map(([, key]) => key as keyof typeof ENV);
  return [...new Set(keys.map((key) => ENV[key]))].sort();
}
