import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { StoredEmployeeWeek, StoredRevision } from '../../../core/audit/verify.ts';
import { type Commit, decisionIdOf } from '../../../core/ledger/ledger.ts';
import type { Head } from '../../../core/ledger/revision.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import type { Target } from '../../../core/values/ids.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { getItem } from '../get-item.ts';
import { Keys, linePartitions, revisionSort } from '../keys.ts';
import { queryPartition, queryWeek } from '../query-partition.ts';
import { type HeadItem, type LineItem, type PointerItem, toHead } from './items.ts';
import { encodeConfirmation } from './revision-codec.ts';

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
    const items: (LineItem | PointerItem)[] = [];
    for (const pk of linePartitions(target)) {
      const lines = queryPartition<LineItem | PointerItem>(this.#client, this.#table, pk, {
        prefix: `${this.#mondayDate}#`,
      });
      for await (const item of lines) items.push(item);
    }
    return items;
  }

  async #readEmployeeWeek(employeeId: string): Promise<StoredEmployeeWeek> {
    const key = this.#keys.head(employeeId, this.#mondayDate);
    const current = await getItem<HeadItem>(this.#client, this.#table, key);
    const last = current && readHead(current)?.revision.revision;
    const items: HeadItem[] = [];
    const leftBehind: string[] = [];
    const { pk } = this.#keys.revision(employeeId, this.#mondayDate, 1);
    for await (const item of queryPartition<HeadItem>(this.#client, this.#table, pk)) {
      // Superseded by a commit since the head was read: it is met there.
      if (item.decisionId === current?.decisionId) continue;
      if (last !== undefined && item.sk >= revisionSort(last)) leftBehind.push(item.sk);
      else items.push(item);
    }
    const superseded = items.map((item, index) => this.#toStored(item, employeeId, revisionSort(index + 1)));
    const revisions = [...superseded, current ? this.#toStored(current, employeeId, key.sk) : null];
    return { employeeId, revisions, leftBehind };
  }

  /** @param sk where it belongs */
  #toStored(item: HeadItem, employeeId: string, sk: string): StoredRevision | null {
    const head = readHead(item);
    if (!head) return null;
    const { revision, confirmation, headVersion, decisionId, revisionHash } = head;
    const write: Commit['write'] = confirmation ? { kind: 'CONFIRM', confirmation } : { kind: 'REVISE', revision };
    const decided = { employeeId, basedOn: headVersion - 1, write };
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
        decisionId === decisionIdOf(decided, this.#sha256),
    };
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
