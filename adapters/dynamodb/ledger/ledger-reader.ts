import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { LedgerReader } from '../../../core/ledger/ledger.ts';
import type { Head, Revision } from '../../../core/ledger/revision.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { Keys } from '../keys.ts';
import { queryPartition, queryWeek } from '../query-partition.ts';
import { type HeadItem, toHead } from './items.ts';
import { decodeRevision } from './revision-codec.ts';

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

  async readRevisions(employeeId: string, mondayDate: MondayDate): Promise<Revision[]> {
    const key = this.#keys.head(employeeId, mondayDate);
    // The head first: a revision that is superseded in between is then met twice rather than missed.
    const { Item: head } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: key, ConsistentRead: true }),
    );
    if (!head) return [];
    const current = decodeRevision(head.body);
    const revisions = new Map<number, Revision>();
    const { pk } = this.#keys.revision(employeeId, mondayDate, 1);
    for await (const { body } of queryPartition<HeadItem>(this.#client, this.#table, pk)) {
      const revision = decodeRevision(body);
      revisions.set(revision.revision, revision);
    }
    return [...revisions.set(current.revision, current).values()];
  }
}
