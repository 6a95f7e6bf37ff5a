import { setTimeout } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { cwoIdOf, TOTAL_ROW, trackedKey } from '../adapters/dynamodb/budgets/keys.ts';
import { SHARD_NAMES } from '../adapters/dynamodb/keys.ts';
import type { HeadItem } from '../adapters/dynamodb/ledger/items.ts';
import { PARTITIONS } from '../functions/names.ts';
import { totalItem, weekItem } from './budget-rows.ts';
import { writeUnits } from './cost-model.ts';
import { itemBytes } from './item-bytes.ts';
import { indexOf, LARGE_MONDAY, type LargeWeek } from './large-week.ts';

export const TABLES = { ledger: 'ledger', budgets: 'budgets', cwos: 'cwos' } as const;
export const BUCKETS = { lake: 'lake', evidence: 'evidence' } as const;

const CWOS = 500;
const WEEKS_TRACKED = 26;
const SHARDS = SHARD_NAMES.length;
/** What consistent reads count. */
const UNIT_BYTES = 4096;

/** Milliseconds until a request is answered. */
export interface Latency {
  readonly dynamodb: number;
  readonly s3: number;
}

/** Read units of the ledger and of all else, write units, and requests to S3: what writes, looks, and reads evidence. */
export type LargeWeekUse = Readonly<
  Record<'ledgerUnits' | 'otherUnits' | 'writeUnits' | 's3Writes' | 's3Heads' | 's3Gets', number>
>;

/** The rest are writes. */
const BILLED_AS: Readonly<Record<string, 's3Heads' | 's3Gets'>> = {
  HeadObjectCommand: 's3Heads',
  GetObjectCommand: 's3Gets',
};

// biome-ignore lint/suspicious/noExplicitAny: requests of the SDK, each read where it is answered
type Request = any;

/** Clients that answer the real adapters of a large week, its budgets and its CWOs, and count what AWS would bill. */
export class LargeWeekClients {
  readonly #week: LargeWeek;
  readonly #latency: Latency;
  readonly #used = { ledgerUnits: 0, otherUnits: 0, writeUnits: 0, s3Writes: 0, s3Heads: 0, s3Gets: 0 };
  #versions = 0;
  #answeringMs = 0;

  constructor(week: LargeWeek, latency: Latency = { dynamodb: 0, s3: 0 }) {
    this.#week = week;
    this.#latency = latency;
  }

  /** What would have been billed so far. */
  get used(): LargeWeekUse {
    return { ...this.#used };
  }

  /** What making the answers took: no time of the publisher's. */
  get answeringSeconds(): number {
    return this.#answeringMs / 1000;
  }

  get dynamodb(): DynamoDBDocumentClient {
    const send = async (command: { readonly input: Request }) => {
      await this.#wait(this.#latency.dynamodb);
      return this.#timed(() => this.#answerTable(command.constructor.name, command.input));
    };
    return { send } as unknown as DynamoDBDocumentClient;
  }

  /** The client of the SDK, which asks nobody. */
  get s3(): S3Client {
    const s3 = new S3Client({ region: 'eu-central-1', credentials: { accessKeyId: 'none', secretAccessKey: 'none' } });
    s3.middlewareStack.add(
      (_next, { commandName }) =>
        async ({ input }) => {
          await this.#wait(this.#latency.s3);
          return { output: this.#timed(() => this.#answerBucket(commandName ?? '', input)), response: {} };
        },
      { step: 'initialize', priority: 'high', name: 'answerFromMemory' },
    );
    return s3;
  }

  async #wait(ms: number): Promise<void> {
    if (ms > 0) await setTimeout(ms);
  }

  #timed<Answer>(answer: () => Answer): Answer {
    const begun = performance.now();
    const answered = answer();
    this.#answeringMs += performance.now() - begun;
    return answered;
  }

  #answerBucket(command: string, { Key, PartNumber }: Request): Request {
    this.#used[BILLED_AS[command] ?? 's3Writes'] += 1;
    switch (command) {
      case 'HeadObjectCommand':
        return { ETag: '"before"' };
      case 'GetObjectCommand': {
        const text = this.#week.evidence(Key.replace('evidence/', ''));
        return { Body: { transformToString: async () => text } };
      }
      case 'CreateMultipartUploadCommand':
        return { UploadId: 'upload' };
      case 'UploadPartCommand':
        return { ETag: `"part ${PartNumber}"` };
      case 'PutObjectCommand':
      case 'CompleteMultipartUploadCommand':
        return { ETag: '"after"' };
      default:
        throw new Error(`nobody here answers a ${command}`);
    }
  }

  #answerTable(command: string, request: Request): Request {
    switch (command) {
      case 'QueryCommand':
        return this.#query(request);
      case 'BatchGetCommand':
        return this.#batchGet(request.RequestItems[TABLES.budgets].Keys);
      case 'ScanCommand':
        return this.#read(cwoIds().map(cwoRow));
      case 'UpdateCommand':
        this.#used.writeUnits += writeUnits(itemBytes(request.ExpressionAttributeValues), false);
        if (request.UpdateExpression.includes('ADD version')) this.#versions += 1;
        return { Attributes: { version: this.#versions } };
      default:
        throw new Error(`nobody here answers a ${command}`);
    }
  }

  #query({ TableName, ExpressionAttributeValues: values, Limit, ExclusiveStartKey: start }: Request): Request {
    const pk: string = values[':pk'];
    if (TableName === TABLES.budgets) return this.#read(cwoIds().map((cwoId) => trackedKey(LARGE_MONDAY, cwoId)));
    if (pk.startsWith(PARTITIONS.revisions)) {
      return this.#read([this.#week.revision(indexOf(pk.split('#')[1] as string))], 'ledgerUnits');
    }
    // Nobody was erased.
    if (!pk.startsWith(PARTITIONS.heads)) return this.#read([]);
    const shard = Number(pk.split('#').at(-1));
    const first = start === undefined ? shard : indexOf(start.sk) + SHARDS;
    const items: HeadItem[] = [];
    let index = first;
    for (; items.length < Limit && index < this.#week.employees; index += SHARDS)
      items.push(this.#week.head(pk, index));
    const isMore = index < this.#week.employees;
    return { ...this.#read(items, 'ledgerUnits'), ...(isMore && { LastEvaluatedKey: { pk, sk: items.at(-1)?.sk } }) };
  }

  /** A query or a page of a scan counts the sum of its items. */
  #read(Items: readonly object[], units: 'ledgerUnits' | 'otherUnits' = 'otherUnits'): Request {
    const bytes = Items.reduce((sum, item) => sum + itemBytes({ ...item }), 0);
    this.#used[units] += Math.max(1, Math.ceil(bytes / UNIT_BYTES));
    return { Items };
  }

  #batchGet(keys: readonly { readonly pk: string; readonly sk: string }[]): Request {
    const items = keys.map(({ pk, sk }) =>
      sk === TOTAL_ROW ? totalItem(cwoIdOf(pk), WEEKS_TRACKED, LARGE_MONDAY) : weekItem(cwoIdOf(pk), LARGE_MONDAY),
    );
    for (const item of items) this.#used.otherUnits += Math.ceil(itemBytes({ ...item }) / UNIT_BYTES);
    return { Responses: { [TABLES.budgets]: items } };
  }
}

function cwoIds(): string[] {
  return Array.from({ length: CWOS }, (_, index) => `CWO-2026-${String(index).padStart(4, '0')}`);
}

function cwoRow(cwoId: string) {
  return {
    cwoId,
    code: cwoId,
    name: `Work order ${cwoId}`,
    projectId: `P${cwoId.slice(-2)}`,
    projectName: 'A project of usual length',
    clientId: `CL${cwoId.slice(-1)}`,
    clientName: 'A client',
    billable: true,
    startDate: '2026-01-05',
    endDate: null,
    pmEmployeeId: 'E0000001',
    pmEmail: null,
    roles: null,
    seenAt: '2026-12-07T05:00:10.000Z',
  };
}
