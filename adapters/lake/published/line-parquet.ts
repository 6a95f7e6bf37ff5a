import type { DecodedArray, SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { LineAttributes } from '../../../core/ledger/line-attributes.ts';
import type { PublishedTotals } from '../../../core/publication/publication.ts';
import { parseDecimal } from '../../../core/values/decimal.ts';
import { addAmounts, USD4_SCALE, ZERO_AMOUNT } from '../../../core/values/money.ts';

interface LineColumn {
  readonly name: string;
  readonly kind: Omit<SchemaElement, 'name'>;
  readonly of: (line: LineAttributes) => unknown;
}

const HOURS_SCALE = 2;

const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;
const BIGINT = { type: 'INT64' } as const;
const INT = { type: 'INT32' } as const;
const BOOLEAN = { type: 'BOOLEAN' } as const;
const USD = { type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: USD4_SCALE } as const;
const HOURS = { type: 'INT32', converted_type: 'DECIMAL', precision: 9, scale: HOURS_SCALE } as const;
const TIMESTAMP = { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' } as const;

/** The columns of `token_cost_allocation`, in the order of the table; `monday_date` is the partition and no column. */
const COLUMNS: readonly LineColumn[] = [
  { name: 'id', kind: TEXT, of: ({ id }) => id },
  { name: 'employee_id', kind: TEXT, of: ({ employeeId }) => employeeId },
  { name: 'cwo_id', kind: TEXT, of: ({ cwoId }) => cwoId },
  { name: 'allocated_tokens', kind: BIGINT, of: ({ allocatedTokens }) => allocatedTokens },
  { name: 'allocated_cost_usd', kind: USD, of: ({ allocatedCostUsd }) => units(allocatedCostUsd, USD4_SCALE) },
  { name: 'allocation_basis', kind: TEXT, of: ({ allocationBasis }) => allocationBasis },
  { name: 'is_recalculated', kind: BOOLEAN, of: ({ isRecalculated }) => isRecalculated },
  { name: 'method', kind: TEXT, of: ({ method }) => method },
  { name: 'reason', kind: TEXT, of: ({ reason }) => reason },
  { name: 'flags', kind: TEXT, of: ({ flags }) => flags.toSorted().join(',') },
  { name: 'billable', kind: BOOLEAN, of: ({ billable }) => billable },
  { name: 'project_id', kind: TEXT, of: ({ projectId }) => projectId },
  { name: 'client_id', kind: TEXT, of: ({ clientId }) => clientId },
  { name: 'cwo_role_id', kind: TEXT, of: ({ cwoRoleId }) => cwoRoleId },
  { name: 'role', kind: TEXT, of: ({ role }) => role },
  { name: 'hours', kind: HOURS, of: ({ hours }) => (hours === null ? null : units(hours, HOURS_SCALE)) },
  { name: 'revision', kind: INT, of: ({ revision }) => revision },
  { name: 'run_id', kind: TEXT, of: ({ runId }) => runId },
  { name: 'allocated_at', kind: TIMESTAMP, of: ({ allocatedAt }) => new Date(allocatedAt) },
];
const SCHEMA: SchemaElement[] = [
  { name: 'token_cost_allocation', num_children: COLUMNS.length },
  ...COLUMNS.map(({ name, kind }) => ({ name, ...kind, repetition_type: 'OPTIONAL' as const })),
];
/** What is held until it is written. */
const GROUP_ROWS = 16_384;

/** Writes lines as Parquet (Snappy) with the column types of the table, a row group at a time. */
export class LineParquet {
  readonly #writer = new ByteWriter();
  readonly #parquet = new ParquetWriter({ writer: this.#writer, schema: SCHEMA, codec: 'SNAPPY' });
  #totals: PublishedTotals = { rows: 0, ...ZERO_AMOUNT };

  /** Of what the row groups hold that were written so far. */
  get totals(): PublishedTotals {
    return this.#totals;
  }

  /** The bytes of the file in pieces. */
  async *encode(lines: AsyncIterable<LineAttributes>): AsyncGenerator<Uint8Array> {
    let group: LineAttributes[] = [];
    for await (const line of lines) {
      group.push(line);
      if (group.length < GROUP_ROWS) continue;
      this.#write(group);
      yield this.#take();
      group = [];
    }
    if (group.length > 0) this.#write(group);
    this.#parquet.finish();
    yield this.#take();
  }

  #write(lines: readonly LineAttributes[]): void {
    const columns = new Map(COLUMNS.map(({ name, of }) => [name, lines.map(of) as DecodedArray]));
    const sumOf = (name: string) => (columns.get(name) as bigint[]).reduce((sum, value) => sum + value, 0n);
    const { rows, ...amount } = this.#totals;
    const written = { tokens: sumOf('allocated_tokens'), costUsd4: sumOf('allocated_cost_usd') };
    this.#totals = { rows: rows + lines.length, ...addAmounts(amount, written) };
    const columnData = Array.from(columns, ([name, data]) => ({ name, data }));
    this.#parquet.write({ columnData, rowGroupSize: lines.length });
  }

  /** What was written since; offsets in the file go on. */
  #take(): Uint8Array {
    const bytes = this.#writer.getBytes().slice();
    this.#writer.index = 0;
    return bytes;
  }
}

/** @throws RangeError where the text is no decimal of that scale */
function units(text: string, scale: number): bigint {
  const value = parseDecimal(text, scale);
  if (value === undefined) throw new RangeError(`${text} is no decimal of ${scale} places`);
  return value;
}
