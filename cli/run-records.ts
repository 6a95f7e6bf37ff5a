import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { isRecalculation } from '../core/ledger/revision.ts';
import type { RunSummary } from '../core/runs/run.ts';
import { decodeJson } from '../core/values/codec.ts';
import type { Deployment } from './deployment.ts';

const RUNS_MAX = 100;

/** The last run of the whole week and the recalculations since, newest first. */
export async function readLatestRuns(deployment: Deployment, week: string): Promise<RunSummary[]> {
  const records = await query(deployment, week, RUNS_MAX);
  const runs = records.flatMap(({ summary }) => (summary === undefined ? [] : [decodeJson<RunSummary>(summary)]));
  const lastFull = runs.findIndex(({ trigger }) => !isRecalculation(trigger));
  return lastFull === -1 ? runs : runs.slice(0, lastFull + 1);
}

/** The run of an execution, among the latest of the week. */
export async function readRunOf(
  deployment: Deployment,
  week: string,
  executionArn: string,
): Promise<RunSummary | null> {
  const record = (await query(deployment, week, RUNS_MAX)).find(({ executionId }) => executionId === executionArn);
  return record?.summary === undefined ? null : decodeJson<RunSummary>(record.summary);
}

interface RunRecord {
  /** Absent on the mark of a full run. */
  readonly executionId?: string;
  readonly summary?: string;
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
