import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { CwoLine, CwoLines } from '../../../core/budgets/week-sum.ts';
import { toLineAttributes } from '../../../core/ledger/line-attributes.ts';
import { parseDecimal } from '../../../core/values/decimal.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import { USD4_SCALE } from '../../../core/values/money.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { getItem } from '../get-item.ts';
import { Keys, linePartition } from '../keys.ts';
import { queryPartition } from '../query-partition.ts';
import { type HeadItem, type LineItem, type PointerItem, toHead } from './items.ts';

/** The lines of a CWO as they rest: by one query, and a head for each pointer. */
export class DynamoCwoLines implements CwoLines {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #keys: Keys;

  constructor(client: DynamoDBDocumentClient, table: string, sha256: Sha256) {
    this.#client = client;
    this.#table = table;
    this.#keys = new Keys(sha256);
  }

  async *read(cwoId: string, mondayDate: MondayDate): AsyncGenerator<CwoLine> {
    const prefix = `${mondayDate}#`;
    const items = queryPartition<LineItem | PointerItem>(this.#client, this.#table, linePartition(cwoId, null), {
      prefix,
    });
    for await (const item of items) {
      const line = 'pointer' in item ? await this.#readPointed(cwoId, item.sk.slice(prefix.length), mondayDate) : item;
      if (line) yield toCwoLine(line);
    }
  }

  /** The line in the head; a pointer that the head does not list is stale. */
  async #readPointed(cwoId: string, employeeId: string, mondayDate: MondayDate) {
    const item = await getItem<HeadItem>(this.#client, this.#table, this.#keys.head(employeeId, mondayDate));
    const revision = item && toHead(item).revision;
    const line = revision?.allocation.lines.find(({ target }) => target === cwoId);
    return revision && line && toLineAttributes(line, revision);
  }
}

type StoredLine = Pick<LineItem, 'id' | 'allocatedTokens' | 'allocatedCostUsd' | 'allocationBasis' | 'role'>;

function toCwoLine({ id, allocatedTokens, allocatedCostUsd, allocationBasis, role }: StoredLine): CwoLine {
  const costUsd4 = parseDecimal(allocatedCostUsd, USD4_SCALE);
  if (costUsd4 === undefined) throw new Error(`line ${id} costs ${allocatedCostUsd}, which is no amount`);
  return { tokens: BigInt(allocatedTokens), costUsd4, basis: allocationBasis as CwoLine['basis'], role };
}
