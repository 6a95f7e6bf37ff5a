import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { IdentityTable } from '../../../core/collection/build-week.ts';
import type { IdentityEntry } from '../../../core/collection/identity.ts';
import { COLLECTED_TABLES } from '../../../functions/names.ts';
import { bigint, type Column, text, timestamp } from '../published/columns.ts';
import { TableParquet } from '../published/table-parquet.ts';

interface NumberedEntry extends IdentityEntry {
  /** A later entry of the same source and actor has a higher one. */
  readonly number: number;
}

/** Columns of `actor_identity`. Days are text, as the partitions of the facts are. */
const COLUMNS: readonly Column<NumberedEntry>[] = [
  text('source', ({ source }) => source),
  text('actor_kind', ({ actor }) => actor.kind),
  text('actor_id', ({ actor }) => actor.id),
  text('target', ({ target }) => target),
  text('employee_id', ({ employeeId }) => employeeId),
  text('valid_from', ({ validFrom }) => validFrom),
  text('valid_to', ({ validTo }) => validTo),
  text('recorded_by', ({ by }) => by),
  timestamp('recorded_at', ({ at }) => at),
  bigint('entry_no', ({ number }) => BigInt(number)),
];

/** Who actors are, for queries of the lake: one object, put whole. */
export class S3IdentityTable implements IdentityTable {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  async replace(entries: AsyncIterable<IdentityEntry>): Promise<number> {
    const parquet = new TableParquet<NumberedEntry>(COLUMNS);
    const parts: Uint8Array[] = [];
    let number = 0;
    for await (const entry of entries) {
      number += 1;
      parts.push(...parquet.add([{ ...entry, number }]));
    }
    const Body = Buffer.concat([...parts, ...parquet.finish()]);
    const Key = `${COLLECTED_TABLES.identity}/entries.parquet`;
    await this.#s3.send(new PutObjectCommand({ Bucket: this.#bucket, Key, Body }));
    return number;
  }
}
