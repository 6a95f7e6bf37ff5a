import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { RechargeDecision, RechargeStore } from '../../../core/billing/recharge.ts';
import { PARTITIONS } from '../../../functions/names.ts';
import { conditionHolds } from '../condition-holds.ts';
import { type Key, rechargeKey } from '../keys.ts';
import { queryPartition } from '../query-partition.ts';

type RechargeItem = Key & RechargeDecision;

/** One item per decision, all in one partition: whoever publishes or bills asks for all of them at once. */
export class DynamoRecharges implements RechargeStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async list(): Promise<RechargeDecision[]> {
    const items = queryPartition<RechargeItem>(this.#client, this.#table, PARTITIONS.recharges);
    return Array.fromAsync(items, ({ pk: _pk, sk: _sk, ...decision }) => decision);
  }

  async add(decision: RechargeDecision): Promise<boolean> {
    const Item: RechargeItem = { ...rechargeKey(decision.cwoId, decision.version), ...decision };
    const ConditionExpression = 'attribute_not_exists(pk)';
    return conditionHolds(this.#client.send(new PutCommand({ TableName: this.#table, Item, ConditionExpression })));
  }
}
