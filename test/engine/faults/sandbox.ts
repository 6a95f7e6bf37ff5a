import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, DeleteQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { BatchWriteCommand, type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { listKeys } from '../../../adapters/s3/list-keys.ts';
import { chunksOf } from '../../../core/values/chunks.ts';

export type Item = Readonly<Record<string, unknown>>;

/** All that rests of the ledger, each part in order. */
export interface Dump {
  readonly ledger: readonly Item[];
  readonly cwos: readonly Item[];
  readonly evidence: readonly string[];
}

export interface Tools {
  readonly dynamodb: DynamoDBDocumentClient;
  readonly s3: S3Client;
  /** Outputs of the deployed stack. */
  readonly outputs: Readonly<Record<string, string>>;
}

const WRITE_MAX = 25;
let sandboxes = 0;

/** Tables like the deployed ones, a bucket and a queue, for one play of a scenario alone. */
export class Sandbox {
  readonly allocationTable: string;
  readonly cwoTable: string;
  readonly bucket: string;
  /** Of CWOs that are to be asked for; nobody does. */
  readonly cwoQueueUrl: string;
  readonly #tools: Tools;

  private constructor(tools: Tools, name: string, cwoQueueUrl: string) {
    this.#tools = tools;
    this.cwoQueueUrl = cwoQueueUrl;
    this.allocationTable = `${name}-ledger`;
    this.cwoTable = `${name}-cwos`;
    this.bucket = `${name}-objects`;
  }

  /** @param before what rests already; its evidence does not come along, as no run reads it */
  static async create(tools: Tools, before: Omit<Dump, 'evidence'> = { ledger: [], cwos: [] }): Promise<Sandbox> {
    sandboxes += 1;
    const name = `faults-${process.pid}-${Date.now()}-${sandboxes}`;
    const { QueueUrl = '' } = await queues().send(new CreateQueueCommand({ QueueName: `${name}-cwo-changes` }));
    const sandbox = new Sandbox(tools, name, QueueUrl.replace('//localhost:', '//127.0.0.1:'));
    const { outputs, s3 } = tools;
    await sandbox.#copyTable(outputs.AllocationTableName as string, sandbox.allocationTable, before.ledger);
    await sandbox.#copyTable(outputs.CwoTableName as string, sandbox.cwoTable, before.cwos);
    await s3.send(new CreateBucketCommand({ Bucket: sandbox.bucket }));
    return sandbox;
  }

  async dump(): Promise<Dump> {
    const ledger = await this.#scan(this.allocationTable);
    const cwos = await this.#scan(this.cwoTable);
    return { ledger, cwos, evidence: await listKeys(this.#tools.s3, this.bucket, 'evidence/') };
  }

  async remove(): Promise<void> {
    for (const TableName of [this.allocationTable, this.cwoTable]) {
      await this.#plain.send(new DeleteTableCommand({ TableName }));
    }
    await queues().send(new DeleteQueueCommand({ QueueUrl: this.cwoQueueUrl }));
  }

  get #plain(): DynamoDBClient {
    return this.#tools.dynamodb as unknown as DynamoDBClient;
  }

  async #copyTable(like: string, TableName: string, items: readonly Item[]): Promise<void> {
    const { Table } = await this.#plain.send(new DescribeTableCommand({ TableName: like }));
    const { KeySchema, AttributeDefinitions } = Table ?? {};
    const BillingMode = 'PAY_PER_REQUEST';
    await this.#plain.send(new CreateTableCommand({ TableName, KeySchema, AttributeDefinitions, BillingMode }));
    for (const some of chunksOf(items, WRITE_MAX)) {
      const puts = some.map((Item) => ({ PutRequest: { Item } }));
      await this.#tools.dynamodb.send(new BatchWriteCommand({ RequestItems: { [TableName]: puts } }));
    }
  }

  async #scan(TableName: string): Promise<Item[]> {
    const items: Item[] = [];
    const pages = paginateScan({ client: this.#tools.dynamodb }, { TableName, ConsistentRead: true });
    for await (const { Items = [] } of pages) items.push(...Items);
    return items.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }
}

function queues(): SQSClient {
  return new SQSClient({ useQueueUrlAsEndpoint: false });
}

function keyOf({ pk, sk, cwoId }: Item): string {
  return pk === undefined ? String(cwoId) : `${pk} ${sk}`;
}
