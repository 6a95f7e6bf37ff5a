import { type DynamoDBDocumentClient, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { isRecalculation } from '../../../core/ledger/revision.ts';
import type { RunSummary } from '../../../core/runs/run.ts';
import type { RunHistory, RunRecords } from '../../../core/runs/run-records.ts';
import { decodeJson, encodeJson } from '../../../core/values/codec.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { conditionHolds } from '../condition-holds.ts';
import { getItem } from '../get-item.ts';
import { fullRunKey, runKey } from '../keys.ts';

/** Run records in the allocation table, one partition per week. */
export class DynamoRunRecords implements RunRecords, RunHistory {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async open(summary: RunSummary, executionId: string): Promise<void> {
    const item = {
      ...runKey(summary.mondayDate, summary.runId),
      status: summary.status,
      summary: encodeJson(summary),
      executionId,
    };
    // The mark first: should the record be missing after a crash, the lake is asked once too often, and nothing is lost.
    if (!isRecalculation(summary.trigger)) {
      await this.#client.send(new PutCommand({ TableName: this.#table, Item: fullRunKey(summary.mondayDate) }));
    }
    const ConditionExpression = 'attribute_not_exists(pk)';
    await conditionHolds(
      this.#client.send(new PutCommand({ TableName: this.#table, Item: item, ConditionExpression })),
    );
  }

  async close(summary: RunSummary): Promise<RunSummary> {
    const isWritten = await conditionHolds(
      this.#client.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: runKey(summary.mondayDate, summary.runId),
          UpdateExpression: 'SET #status = :status, summary = :summary',
          ConditionExpression: '#status = :running',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: {
            ':status': summary.status,
            ':summary': encodeJson(summary),
            ':running': 'RUNNING',
          },
        }),
      ),
    );
    if (isWritten) return summary;
    return (await this.read(summary.mondayDate, summary.runId)) ?? summary;
  }

  async read(mondayDate: MondayDate, runId: string): Promise<RunSummary | null> {
    const record = await getItem<RunRecord>(this.#client, this.#table, runKey(mondayDate, runId));
    return record ? decodeJson<RunSummary>(record.summary) : null;
  }

  async findByExecution(mondayDate: MondayDate, executionName: string): Promise<RunSummary | null> {
    for await (const { executionId, summary } of this.#latest(mondayDate)) {
      if (executionId.endsWith(`:${executionName}`)) return decodeJson<RunSummary>(summary);
    }
    return null;
  }

  async listSinceFullRun(mondayDate: MondayDate): Promise<RunSummary[]> {
    const runs: RunSummary[] = [];
    for await (const { summary } of this.#latest(mondayDate)) {
      const run = decodeJson<RunSummary>(summary);
      const isFull = !isRecalculation(run.trigger);
      if (!isFull || run.status !== 'RUNNING') runs.push(run);
      if (isFull && run.status !== 'RUNNING') return runs;
    }
    return runs;
  }

  async hasFullRun(mondayDate: MondayDate): Promise<boolean> {
    return (await getItem(this.#client, this.#table, fullRunKey(mondayDate))) !== undefined;
  }

  /** The records of a week, newest first. */
  async *#latest(mondayDate: MondayDate): AsyncGenerator<RunRecord> {
    let start: Record<string, unknown> | undefined;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const { Items, LastEvaluatedKey } = await this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': runKey(mondayDate, '').pk },
          ScanIndexForward: false,
          ConsistentRead: true,
          Limit: PAGE_RECORDS,
          ExclusiveStartKey: start,
        }),
      );
      // The mark of a full run is no record.
      for (const item of Items ?? []) if (item.summary !== undefined) yield item as RunRecord;
      start = LastEvaluatedKey;
      if (!start) return;
    }
    throw new RangeError(`week ${mondayDate} has more than ${PAGES_MAX * PAGE_RECORDS} runs`);
  }
}

interface RunRecord {
  readonly executionId: string;
  readonly summary: string;
}

const PAGE_RECORDS = 100;
const PAGES_MAX = 100;
