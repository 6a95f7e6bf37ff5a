import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { IdentityTable } from '../../../core/collection/build-week.ts';
import type { IdentityEntry, IdentityStore } from '../../../core/collection/identity.ts';
import { COLLECTED_TABLES } from '../../../functions/names.ts';
import { conditionOf, type ObjectPlace, wasOvertaken } from '../conditional-put.ts';
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

/** It was replaced by somebody else each time. */
export class IdentityTableContendedError extends Error {
  override readonly name = 'IdentityTableContendedError';
}

const TRIES_MAX = 5;

/**
 * Who actors are, for queries of the lake: one object, put whole. Which write decides: the put, conditional on the object
 * that was there before the entries were listed, so that no older list comes after a newer one.
 */
export class S3IdentityTable implements IdentityTable {
  readonly #s3: S3Client;
  readonly #place: ObjectPlace;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#place = { Bucket: bucket, Key: `${COLLECTED_TABLES.identity}/entries.parquet` };
  }

  async replace(identities: Pick<IdentityStore, 'list'>): Promise<void> {
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const condition = await conditionOf(this.#s3, this.#place);
      const Body = await toParquet(identities.list());
      try {
        await this.#s3.send(new PutObjectCommand({ ...this.#place, ...condition, Body }));
        return;
      } catch (error) {
        if (!wasOvertaken(error)) throw error;
      }
    }
    throw new IdentityTableContendedError(`${this.#place.Key} was replaced by others ${TRIES_MAX} times`);
  }
}

async function toParquet(entries: AsyncIterable<IdentityEntry>): Promise<Uint8Array> {
  const parquet = new TableParquet<NumberedEntry>(COLUMNS);
  const parts: Uint8Array[] = [];
  let number = 0;
  for await (const entry of entries) {
    number += 1;
    parts.push(...parquet.add([{ ...entry, number }]));
  }
  return Buffer.concat([...parts, ...parquet.finish()]);
}
