import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { StoredEmployeeWeek, StoredRevision } from '../../../core/audit/verify.ts';
import type { Head } from '../../../core/ledger/revision.ts';
import { encodeJson } from '../../../core/values/codec.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import { isCwo, type Target } from '../../../core/values/ids.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { Keys, revisionSort, SHARD_NAMES } from '../keys.ts';
import { queryPartition, queryWeek } from '../query-partition.ts';
import { type HeadItem, type LineItem, type PointerItem, toHead } from './items.ts';
import { encodeConfirmation } from './revision-codec.ts';

const PAGES_MAX = 1000;

/** A week as it rests, item by item, for its verification. */
export class StoredWeek {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #mondayDate: MondayDate;
  readonly #keys: Keys;
  readonly #sha256: Sha256;

  constructor(client: DynamoDBDocumentClient, table: string, mondayDate: MondayDate, sha256: Sha256) {
    this.#client = client;
    this.#table = table;
    this.#mondayDate = mondayDate;
    this.#keys = new Keys(sha256);
    this.#sha256 = sha256;
  }

  /** Every employee-week by employee id ascending, each with all its revisions. */
  async *employeeWeeks(): AsyncGenerator<StoredEmployeeWeek> {
    for await (const { sk: employeeId } of queryWeek(this.#client, this.#table, this.#mondayDate)) {
      yield await this.#readEmployeeWeek(employeeId);
    }
  }

  /** The items of a target's lines in this week. */
  async readLines(target: Target): Promise<(LineItem | PointerItem)[]> {
    const partitions = isCwo(target) ? [`CWO#${target}`] : SHARD_NAMES.map((shard) => `CWO#${target}#${shard}`);
    const items: (LineItem | PointerItem)[] = [];
    for (const pk of partitions) items.push(...(await this.#queryLines(pk)));
    return items;
  }

  async #readEmployeeWeek(employeeId: string): Promise<StoredEmployeeWeek> {
    const key = this.#keys.head(employeeId, this.#mondayDate);
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: key, ConsistentRead: true }),
    );
    const current = Item as HeadItem | undefined;
    const items: HeadItem[] = [];
    const { pk } = this.#keys.revision(employeeId, this.#mondayDate, 1);
    for await (const item of queryPartition<HeadItem>(this.#client, this.#table, pk)) {
      // Superseded by a commit since the head was read: it is met there.
      if (item.headVersion !== current?.headVersion) items.push(item);
    }
    const superseded = items.map((item, index) => this.#toStored(item, employeeId, revisionSort(index + 1)));
    return { employeeId, revisions: [...superseded, current ? this.#toStored(current, employeeId, key.sk) : null] };
  }

  /** @param sk where it belongs */
  #toStored(item: HeadItem, employeeId: string, sk: string): StoredRevision | null {
    const head = readHead(item);
    if (!head) return null;
    const { revision, confirmation, headVersion, decisionId, revisionHash } = head;
    const write = confirmation ? { kind: 'CONFIRM', confirmation } : { kind: 'REVISE', revision };
    const text = confirmation ? encodeConfirmation(confirmation, revision.inputs.sources) : undefined;
    return {
      revision,
      confirmation,
      headVersion,
      decisionId,
      actualHash: this.#sha256(item.body),
      statedHash: revisionHash,
      isAsWritten:
        [item.sk, revision.employeeId, revision.mondayDate].join() === [sk, employeeId, this.#mondayDate].join() &&
        item.confirmation === text &&
        decisionId === this.#sha256(encodeJson([employeeId, headVersion - 1, write])),
    };
  }

  async #queryLines(pk: string): Promise<(LineItem | PointerItem)[]> {
    const items: (LineItem | PointerItem)[] = [];
    let start: Record<string, unknown> | undefined;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const { Items, LastEvaluatedKey } = await this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :week)',
          ExpressionAttributeValues: { ':pk': pk, ':week': `${this.#mondayDate}#` },
          ConsistentRead: true,
          ExclusiveStartKey: start,
        }),
      );
      items.push(...((Items ?? []) as (LineItem | PointerItem)[]));
      if (!LastEvaluatedKey) return items;
      start = LastEvaluatedKey;
    }
    throw new RangeError(`${pk} has more than ${PAGES_MAX} pages`);
  }
}

/** Null where a text cannot be read: whatever it was, it is no longer what was written. */
function readHead(item: HeadItem): Head | null {
  try {
    return toHead(item);
  } catch {
    return null;
  }
}
