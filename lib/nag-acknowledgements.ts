import { type CfnElement, Stack, Validations } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { IConstruct } from 'constructs';
import { COLLECTED_TABLES, PUBLISHED_TABLES } from '../functions/names.ts';
import type { Acknowledgement } from './base/acknowledgement.ts';
import { ISSUED_BY_TIMESHEETS, OF_MIRROR, OF_SYSTEM } from './timesheets/acknowledgements.ts';

/** Executions of a state machine, as its own role and those of its callers name them. */
const executionsOf = (machine: string) =>
  `arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:{"Fn::Select":[6,{"Fn::Split":[":",{"Ref":"{${machine}/StateMachine}"}]}]}`;
const RUNS = executionsOf('AllocationWorkflow');

const BASIC_ROLE = 'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]';
const ANY_RESOURCE = 'IAM5[Resource::*]';

const ACKNOWLEDGEMENTS: readonly Acknowledgement[] = [
  {
    at: ['Storage', 'Lake'],
    findings: ['S1'],
    reason:
      'The data events of the account trail record who reads and writes; an organisation sets them for all buckets.',
  },
  {
    at: ['WebhookSecret'],
    findings: ['SMG4'],
    reason: ISSUED_BY_TIMESHEETS,
  },
  {
    at: [
      'WeeklySchedule/DeadLetters',
      'Sweep/DeadLetters',
      'WebhookIntake/ScheduleDeadLetters',
      'Publication/DeadLetters',
      'Alerts/DeadLetters',
      'Collection/DeadLetters',
    ],
    findings: ['SQS3'],
    reason: 'It is itself the dead-letter queue of a schedule.',
  },
  {
    at: ['Budgets/LinkKey'],
    findings: ['SMG4'],
    reason:
      'With another key every link that was sent is dead; an operator replaces it where it may have become known.',
  },
  {
    at: ['DecisionPages/Api/GET--budget-decisions--{token}', 'DecisionPages/Api/POST--budget-decisions--{token}'],
    findings: ['APIG4'],
    reason: 'The token in the path is signed and names who decides; the function behind the route verifies it.',
  },
  {
    at: ['PublicApi/Api/POST--webhooks--timesheets'],
    findings: ['APIG4'],
    reason: 'The sender signs each delivery and the function behind the route verifies it.',
  },
  {
    at: ['Steps'],
    findings: [
      'IAM5[Resource::<{Storage/Runs}.Arn>/runs/*]',
      'IAM5[Resource::<{Storage/Runs}.Arn>/athena/*]',
      'IAM5[Resource::<{Storage/Evidence}.Arn>/evidence/*]',
      'IAM5[Resource::<{Storage/Roots}.Arn>/roots/*]',
      'IAM5[Resource::<{Lake/Bucket}.Arn>/ai_usage_weekly/*]',
    ],
    reason: 'Below its prefix a step may touch any key: they hold runs and hashes that nobody knows beforehand.',
  },
  {
    at: ['Collection/Steps'],
    findings: [
      ...Object.values(COLLECTED_TABLES).map((table) => `IAM5[Resource::<{Lake/Bucket}.Arn>/${table}/*]`),
      'IAM5[Resource::<{Storage/Runs}.Arn>/runs/collection/*]',
      'IAM5[Resource::<{Storage/Runs}.Arn>/runs/requests/*]',
      'IAM5[Resource::<{Storage/Runs}.Arn>/athena/*]',
    ],
    reason: 'There is an object for each day or week, and they have no end; pages are named by their execution.',
  },
  {
    at: ['Publication/Publisher'],
    findings: [
      ...Object.values(PUBLISHED_TABLES).map((table) => `IAM5[Resource::<{Lake/Bucket}.Arn>/${table}/*]`),
      'IAM5[Resource::<{Storage/Evidence}.Arn>/evidence/*]',
    ],
    reason: 'There is an object for each week, and weeks have no end; which evidence it reads is told by the heads.',
  },
  {
    at: ['WeeklySchedule/RefreshBenchmarks'],
    findings: [
      'IAM5[Resource::<{Storage/Evidence}.Arn>/benchmarks/*]',
      'IAM5[Resource::<{Storage/Runs}.Arn>/athena/*]',
      'IAM5[Resource::<{Lake/Bucket}.Arn>/token_cost_allocation/*]',
    ],
    reason: 'Benchmarks are named by the instant they are of, results by their query; weeks have no end.',
  },
  {
    at: ['Finance/Policy'],
    findings: [
      ...Object.values(PUBLISHED_TABLES).map((table) => `IAM5[Resource::<{Lake/Bucket}.Arn>/${table}/*]`),
      'IAM5[Resource::<{Storage/Runs}.Arn>/finance-results/*]',
    ],
    reason: 'There is an object for each week, and weeks have no end; results are named by their query.',
  },
  {
    at: ['Finance/Policy'],
    findings: [ANY_RESOURCE],
    reason: 'Athena knows no resource to narrow the lists of workgroups and catalogues to; they hold names alone.',
  },
  {
    at: ['CwoRefresh/Refresher'],
    findings: ['IAM5[Resource::<{Storage/Evidence}.Arn>/benchmarks/*]'],
    reason: 'The newest benchmarks are named by the instant they are of.',
  },
  {
    at: ['Tracking', 'Alerts/Sender'],
    findings: ['IAM5[Resource::<{Storage/Runs}.Arn>/runs/*]'],
    reason: 'Below its prefix a step may touch any key: they name runs, which nobody knows beforehand.',
  },
  {
    at: ['AllocationWorkflow/StateMachine'],
    findings: ['IAM5[Resource::arn:<AWS::Partition>:s3:::<{Storage/Runs}>/*]'],
    reason: 'The item reader is granted the bucket; keys of manifests name runs, which nobody knows beforehand.',
  },
  {
    at: ['Sweep/Advancer'],
    findings: ['IAM5[Resource::<{Storage/Runs}.Arn>/runs/*]'],
    reason: 'What became of a run lies under its id, which nobody knows beforehand.',
  },
  {
    at: ['WebhookIntake/Drainer', 'Sweep/Collector'],
    findings: ['IAM5[Resource::<{Storage/Runs}.Arn>/runs/requests/*]'],
    reason: 'Keys of requests hold hashes that nobody knows beforehand.',
  },
  {
    at: ['ReadAudit'],
    findings: ['IAM5[Resource::<{Storage/Evidence}.Arn>/evidence/*]'],
    reason: 'Which evidence an audit reads is told by the revision.',
  },
  {
    at: ['AllocationWorkflow/StateMachine'],
    findings: [`IAM5[Resource::${RUNS}:*]`, `IAM5[Resource::${RUNS}/*:*]`],
    reason: 'Executions are named when they start; they are those of this state machine.',
  },
  {
    at: ['WeeklySchedule/StateMachine', 'Sweep/StateMachine', 'Collection/StateMachine'],
    findings: [`IAM5[Resource::${RUNS}*]`],
    reason: 'Executions are named when they start; they are those of the workflow.',
  },
];

/** Functions that the workflow, the sweep and a schedule call; those behind the API are called by permission. */
const CALLED = [
  'Steps',
  'Tracking',
  'Sweep',
  'WebhookIntake/Drainer',
  'ScheduleWatch',
  'Publication',
  'Alerts/Sender',
  'WeeklySchedule/RefreshBenchmarks',
  'Collection',
];

/** Acknowledges the findings that are meant; every other one still fails the check. */
export function acknowledgeFindings(stack: Stack): void {
  const isMirrored = stack.node.tryFindChild('TimesheetSync') !== undefined;
  for (const { at, findings, reason } of [...ACKNOWLEDGEMENTS, ...(isMirrored ? OF_MIRROR : OF_SYSTEM)]) {
    const ids = findings.map((finding) => withLogicalIds(stack, finding));
    for (const path of at) acknowledge(find(stack, path), ids, reason);
  }
  for (const lambda of stack.node.findAll().filter((construct) => construct instanceof LambdaFunction)) {
    acknowledge(lambda, [BASIC_ROLE], 'The managed policy allows to write logs and nothing else.');
    acknowledge(lambda, [ANY_RESOURCE], 'X-Ray knows no resource to narrow its two actions to.');
  }
  const keys = ['UsageKeys', ...(isMirrored ? ['TimesheetKeys'] : [])].flatMap((path) =>
    find(stack, path).node.findAll(),
  );
  for (const key of keys.filter((construct) => construct instanceof Secret)) {
    acknowledge(key, ['SMG4'], 'The provider issues it; an operator replaces it there and here.');
  }
  const schedule = find(stack, 'WeeklySchedule');
  if (schedule.node.tryFindChild('Collect usage')) {
    const collections = withLogicalIds(stack, `IAM5[Resource::${executionsOf('Collection')}*]`);
    acknowledge(schedule, [collections], 'Executions are named when they start; they are those of the collection.');
  }
  for (const machine of stack.node.findAll().filter((construct) => construct instanceof StateMachine)) {
    acknowledge(machine, [ANY_RESOURCE], 'X-Ray and log delivery know no resource to narrow their actions to.');
    acknowledge(
      machine,
      ['SF1'],
      'The service keeps each history and batches leave receipts; the log is for failures.',
    );
  }
  const called = [...CALLED, ...(isMirrored ? ['TimesheetSync'] : [])];
  for (const lambda of called.flatMap((path) => find(stack, path).node.findAll())) {
    if (!(lambda instanceof LambdaFunction)) continue;
    const versions = `IAM5[Resource::<${logicalId(lambda)}.Arn>:*]`;
    acknowledge(stack, [versions], 'Whoever may call a function may call each version of it.');
  }
}

function acknowledge(construct: IConstruct, findings: readonly string[], reason: string): void {
  for (const finding of findings) Validations.of(construct).acknowledge({ id: `AwsSolutions-${finding}`, reason });
}

function withLogicalIds(stack: Stack, finding: string): string {
  const placed = finding.replace('<AWS::Region>', stack.region).replace('<AWS::AccountId>', stack.account);
  return placed.replace(/\{([A-Za-z/]+)\}/g, (_, path: string) => logicalId(find(stack, path)));
}

function find(stack: Stack, path: string): IConstruct {
  return path.split('/').reduce((scope: IConstruct, id) => scope.node.findChild(id), stack);
}

function logicalId(construct: IConstruct): string {
  return Stack.of(construct).getLogicalId(construct.node.defaultChild as CfnElement);
}
