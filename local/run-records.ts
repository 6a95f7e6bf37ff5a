import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { decodeJson } from '../core/codec.ts';
import type { RunSummary } from '../core/run.ts';
import type { Deployment } from './aws.ts';

const RUNS_MAX = 50;

/** The last run of a week, or null. */
export async function readLastRun(deployment: Deployment, week: string): Promise<RunSummary | null> {
  const [last] = await query(deployment, week, 1);
  return last ? decodeJson<RunSummary>(last.summary) : null;
}

/** The run of an execution, among the latest of the week. */
export async function readRunOf(
  deployment: Deployment,
  week: string,
  executionArn: string,
): Promise<RunSummary | null> {
  const record = (await query(deployment, week, RUNS_MAX)).find(({ executionId }) => executionId === executionArn);
  return record ? decodeJson<RunSummary>(record.summary) : null;
}

interface RunRecord {
  readonly executionId: string;
  readonly summary: string;
}

/** Newest first. */
async function query(deployment: Deployment, week: string, limit: number): Promise<RunRecord[]> {
  const client: DynamoDBDocumentClient = deployment.dynamodb;
  const { Items } = await client.send(
    new QueryCommand({
      TableName: deployment.output('AllocationTableName'),
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': `RUN#${week}` },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: limit,
    }),
  );
  return (Items ?? []) as RunRecord[];
}
