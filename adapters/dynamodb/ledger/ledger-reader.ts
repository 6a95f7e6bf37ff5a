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
    return [...(await this.readSuperseded(current)), current];
  }

  async readSuperseded({ revision: { employeeId, mondayDate, revision: current } }: Head): Promise<RevisionRecord[]> {
    const { pk } = this.#keys.revision(employeeId, mondayDate, 1);
    const items = queryPartition<HeadItem>(this.#client, this.#table, pk);
    const records = await Array.fromAsync(items, toHead);
    // What a restore left behind, or was superseded since, is none of them: the head says which is the last.
    return records.filter(({ revision }) => revision.revision < current);
  }
}
