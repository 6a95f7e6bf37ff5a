import { type CfnElement, Stack, Validations } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';

/** Findings of cdk-nag's AwsSolutions rules that stay as they are, and why. */
interface Acknowledgement {
  /** Path of a construct below the stack: its findings, and those of its children. */
  readonly at: string;
  /** Rule, for IAM with the finding; `{path}` stands for the logical id of the construct there. */
  readonly findings: readonly string[];
  readonly reason: string;
}

const ACCESS_LOGS =
  'Reads and writes of objects are recorded by the data events of the account trail, which an organisation sets for all its buckets.';
const OWN_PREFIX =
  'The keys below this prefix are the place of this role; their names hold runs and hashes that nobody knows beforehand.';
const NO_RESOURCES = 'The actions of X-Ray and of log delivery know no resource to narrow them to.';
const EXECUTION_NAMES = 'Executions are named when they start; the state machine is this one.';

const ACKNOWLEDGEMENTS: readonly Acknowledgement[] = [
  { at: 'Storage', findings: ['S1'], reason: ACCESS_LOGS },
  { at: 'Lake', findings: ['S1'], reason: ACCESS_LOGS },
  {
    at: 'TimesheetToken',
    findings: ['SMG4'],
    reason:
      'The timesheet system issues the token and cannot be asked for another; an operator replaces it there and here.',
  },
  {
    at: 'Steps',
    findings: ['IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]'],
    reason: 'It allows to write logs and nothing else.',
  },
  { at: 'Steps', findings: ['IAM5[Resource::*]'], reason: NO_RESOURCES },
  {
    at: 'Steps',
    findings: [
      'IAM5[Resource::<{Storage/Runs}.Arn>/runs/*]',
      'IAM5[Resource::<{Storage/Runs}.Arn>/athena/*]',
      'IAM5[Resource::<{Storage/Evidence}.Arn>/evidence/*]',
      'IAM5[Resource::<{Lake/Bucket}.Arn>/ai_usage_weekly/*]',
    ],
    reason: OWN_PREFIX,
  },
  {
    at: 'AllocationWorkflow/StateMachine',
    findings: [
      'IAM5[Resource::arn:<AWS::Partition>:s3:::<{Storage/Runs}>/*]',
      'IAM5[Resource::arn:<AWS::Partition>:s3:::<{Storage/Runs}>/runs/*]',
    ],
    reason: OWN_PREFIX,
  },
  { at: 'AllocationWorkflow/StateMachine', findings: ['IAM5[Resource::*]'], reason: NO_RESOURCES },
  { at: 'WeeklySchedule/StateMachine', findings: ['IAM5[Resource::*]'], reason: NO_RESOURCES },
  {
    at: 'AllocationWorkflow/StateMachine',
    findings: [
      `${executionsOf('AllocationWorkflow/StateMachine')}:*]`,
      `${executionsOf('AllocationWorkflow/StateMachine')}/*:*]`,
    ],
    reason: EXECUTION_NAMES,
  },
  {
    at: 'WeeklySchedule/StateMachine',
    findings: [`${executionsOf('AllocationWorkflow/StateMachine')}*]`],
    reason: EXECUTION_NAMES,
  },
  {
    at: 'AllocationWorkflow/StateMachine',
    findings: ['SF1'],
    reason: 'The service keeps the history of a run, and each batch leaves a receipt; the log is for what fails.',
  },
  {
    at: 'WeeklySchedule/StateMachine',
    findings: ['SF1'],
    reason: 'The service keeps the history of each execution; the log is for what fails.',
  },
  {
    at: 'WeeklySchedule/DeadLetters',
    findings: ['SQS3'],
    reason: 'It is the dead-letter queue, of a schedule.',
  },
];

/** Acknowledges the findings that are meant; every other still fails the check. */
export function acknowledgeFindings(stack: Stack): void {
  for (const { at, findings, reason } of ACKNOWLEDGEMENTS) {
    for (const finding of findings) acknowledge(find(stack, at), withLogicalIds(stack, finding), reason);
  }
  for (const step of find(stack, 'Steps').node.children.filter((child) => child instanceof LambdaFunction)) {
    const versions = `IAM5[Resource::<${logicalId(step)}.Arn>:*]`;
    acknowledge(
      find(stack, 'AllocationWorkflow/StateMachine'),
      versions,
      'The workflow may call any version of its own steps.',
    );
  }
}

function acknowledge(construct: IConstruct, finding: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: `AwsSolutions-${finding}`, reason });
}

function executionsOf(path: string): string {
  const arn = '<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution';
  return `IAM5[Resource::arn:${arn}:{"Fn::Select":[6,{"Fn::Split":[":",{"Ref":"{${path}}"}]}]}`;
}

function withLogicalIds(stack: Stack, finding: string): string {
  return finding.replace(/\{([A-Za-z/]+)\}/g, (_, path: string) => logicalId(find(stack, path)));
}

function find(stack: Stack, path: string): IConstruct {
  return path.split('/').reduce((scope: IConstruct, id) => scope.node.findChild(id), stack);
}

function logicalId(construct: IConstruct): string {
  return Stack.of(construct).getLogicalId(construct.node.defaultChild as CfnElement);
}
