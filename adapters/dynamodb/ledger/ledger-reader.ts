import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { LedgerReader } from '../../../core/ledger/ledger.ts';
import type { Head, RevisionRecord } from '../../../core/ledger/revision.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { getItem } from '../get-item.ts';
import { Keys } from '../keys.ts';
import { queryPartition, queryWeek } from '../query-partition.ts';
import { type HeadItem, toHead } from './items.ts';

/** Reads heads by week and revisions by employee-week; each is a key look-up. */
export class DynamoLedgerReader implements LedgerReader {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #keys: Keys;

  constructor(client: DynamoDBDocumentClient, table: string, sha256: Sha256) {
    this.#client = client;
    this.#table = table;
    this.#keys = new Keys(sha256);
  }

  async *listWeek(mondayDate: MondayDate): AsyncGenerator<Head> {
    for await (const item of queryWeek(this.#client, this.#table, mondayDate)) yield toHead(item);
  }

  async readHead(employeeId: string, mondayDate: MondayDate): Promise<Head | null> {
    const item = await getItem<HeadItem>(this.#client, this.#table, this.#keys.head(employeeId, mondayDate));
    return item ? toHead(item) : null;
  }

  async readRevisions(employeeId: string, mondayDate: MondayDate): Promise<RevisionRecord[]> {
    // The head first: a revision that is superseded in between is then met twice rather than missed.
    const current = await this.readHead(employeeId, mondayDate);
    if (!current) return [];
    const records = new Map<number, RevisionRecord>();
    const { pk } = this.#keys.revision(employeeId, mondayDate, 1);
    for await (const item of queryPartition<HeadItem>(this.#client, this.#table, pk)) {
      const record = toHead(item);
      records.set(record.revision.revision, record);
    }
    records.set(current.revision.revision, current);
    // What a restore left behind is no revision any more: the head says which is the last.
    return [...records.values()].filter(({ revision }) => revision.revision <= current.revision.revision);
  }
}
