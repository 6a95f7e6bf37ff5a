import { reachedFrom } from './reached.ts';
import { readFile, type Unit } from './units.ts';

const OF_A_VERSION = 'GetObjectCommand of a version';

/** The right that each command of the SDK needs, and others that AWS then uses in the caller's name. */
const RIGHTS_OF: Readonly<Record<string, string>> = {
  GetCommand: 'dynamodb:GetItem',
  BatchGetCommand: 'dynamodb:BatchGetItem',
  QueryCommand: 'dynamodb:Query',
  ScanCommand: 'dynamodb:Scan',
  PutCommand: 'dynamodb:PutItem',
  UpdateCommand: 'dynamodb:UpdateItem',
  DeleteCommand: 'dynamodb:DeleteItem',
  GetObjectCommand: 's3:GetObject',
  [OF_A_VERSION]: 's3:GetObjectVersion',
  // Whoever may not list is answered that a missing object is forbidden.
  HeadObjectCommand: 's3:GetObject s3:ListBucket',
  DeleteObjectCommand: 's3:DeleteObject',
  // In one request, or in parts.
  Upload: 's3:AbortMultipartUpload s3:PutObject',
  InvokeCommand: 'lambda:InvokeFunction',
  DescribeExecutionCommand: 'states:DescribeExecution',
  GetExecutionHistoryCommand: 'states:GetExecutionHistory',
  PutObjectCommand: 's3:PutObject',
  ListObjectsV2Command: 's3:ListBucket',
  ListObjectVersionsCommand: 's3:ListBucketVersions',
  PublishCommand: 'sns:Publish',
  SubscribeCommand: 'sns:Subscribe',
  ListSubscriptionsByTopicCommand: 'sns:ListSubscriptionsByTopic',
  UnsubscribeCommand: 'sns:Unsubscribe',
  SendMessageCommand: 'sqs:SendMessage',
  SendMessageBatchCommand: 'sqs:SendMessage',
  ReceiveMessageCommand: 'sqs:ReceiveMessage',
  DeleteMessageBatchCommand: 'sqs:DeleteMessage',
  GetSecretValueCommand: 'secretsmanager:GetSecretValue',
  StartExecutionCommand: 'states:StartExecution',
  ListExecutionsCommand: 'states:ListExecutions',
  DescribeStateMachineCommand: 'states:DescribeStateMachine',
  StartQueryExecutionCommand:
    'athena:StartQueryExecution glue:GetDatabase glue:GetPartitions glue:GetTable s3:AbortMultipartUpload s3:GetBucketLocation s3:GetObject s3:ListBucket s3:ListMultipartUploadParts s3:PutObject',
  GetQueryExecutionCommand: 'athena:GetQueryExecution',
  GetQueryResultsCommand: 'athena:GetQueryResults s3:GetBucketLocation s3:GetObject s3:ListBucket',
};

/** The rights that each action of a transaction needs. */
const RIGHTS_IN_TRANSACTIONS: Readonly<Record<string, string>> = {
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
  Delete: 'dynamodb:DeleteItem',
  ConditionCheck: 'dynamodb:ConditionCheckItem',
};
const TRANSACTION = 'TransactWriteCommand';

/** Calls that answer null where there is no such object. */
const MISSING_IS_AN_ANSWER = /\.find$|^snapshots\.read$/;

/** The rights that a handler or a command's file needs by its code, ascending. @throws Error at a command whose right is not known here */
export function actionsUsedBy(handler: string): string[] {
  const { units, methods } = reachedFrom(handler);
  const actions = new Set<string>();
  const addAll = (rights: string) => {
    for (const action of rights.split(' ')) actions.add(action);
  };
  for (const command of [...units].flatMap(commandsOf)) {
    if (command === TRANSACTION) for (const rights of rightsInTransactions(units)) addAll(rights);
    else if (RIGHTS_OF[command]) addAll(RIGHTS_OF[command]);
    else throw new Error(`${handler} sends a ${command}: which right does it need?`);
  }
  // Whoever may not list is answered that a missing object is forbidden.
  for (const [call, reached] of methods) {
    if (MISSING_IS_AN_ANSWER.test(call) && [...reached].some(({ path }) => path.startsWith('adapters/s3/')))
      addAll('s3:ListBucket');
  }
  return [...actions].sort();
}

function commandsOf({ path, constructs, keys }: Unit): string[] {
  const { imports } = readFile(path);
  const commands = [...constructs].filter(
    (name) => /Command$|^Upload$/.test(name) && imports.get(name)?.startsWith('@aws-sdk/'),
  );
  return commands.map((name) => (name === 'GetObjectCommand' && keys.has('VersionId') ? OF_A_VERSION : name));
}

function rightsInTransactions(units: ReadonlySet<Unit>): string[] {
  return [...units]
    .filter(({ path }) => path.startsWith('adapters/dynamodb/'))
    .flatMap(({ keys }) => [...keys].flatMap((key) => RIGHTS_IN_TRANSACTIONS[key] ?? []));
}
