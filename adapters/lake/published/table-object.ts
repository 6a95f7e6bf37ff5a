import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { PublishedTotals } from '../../../core/publication/publication.ts';
import { conditionOf, type ObjectPlace, wasOvertaken } from '../conditional-put.ts';
import type { Column } from './columns.ts';
import { TableParquet } from './table-parquet.ts';

/** What is sent at once: a table of a hundred thousand lines is one or two of them. */
const PART_BYTES = 8 * 1024 * 1024;

/**
 * One object of a table, while it is replaced by one conditional put or multipart upload. Which write decides: that one, on
 * the object that was there before the first row was read.
 */
export class TableObject<Row> {
  readonly #parquet: TableParquet<Row>;
  readonly #stream = new PassThrough();
  readonly #upload: Upload;
  readonly #done: Promise<'PUT' | 'OVERTAKEN' | { readonly failure: unknown }>;

  /** Looks at the object that is there. */
  static async open<Row>(s3: S3Client, place: ObjectPlace, columns: readonly Column<Row>[]): Promise<TableObject<Row>> {
    return new TableObject(s3, { ...place, ...(await conditionOf(s3, place)) }, columns);
  }

  private constructor(s3: S3Client, put: ObjectPlace, columns: readonly Column<Row>[]) {
    this.#parquet = new TableParquet(columns);
    this.#upload = new Upload({
      client: s3,
      params: { ...put, Body: this.#stream },
      partSize: PART_BYTES,
      queueSize: 1,
    });
    this.#done = this.#upload.done().then(
      () => 'PUT' as const,
      (failure) => (wasOvertaken(failure) ? 'OVERTAKEN' : { failure }),
    );
  }

  async add(rows: readonly Row[]): Promise<void> {
    for (const bytes of this.#parquet.add(rows)) await this.#write(bytes);
  }

  /** @returns what the columns hold; null where somebody has replaced the object meanwhile */
  async finish(): Promise<PublishedTotals | null> {
    for (const bytes of this.#parquet.finish()) await this.#write(bytes);
    this.#stream.end();
    const done = await this.#done;
    if (typeof done === 'object') throw done.failure;
    return done === 'OVERTAKEN' ? null : this.#parquet.totals;
  }

  /** Nothing is put. */
  async abandon(): Promise<void> {
    await this.#upload.abort();
    this.#stream.destroy();
    await this.#done;
  }

  /** Waits while more waits to be sent than one part; where the upload has ended early, *finish* says why. */
  async #write(bytes: Uint8Array): Promise<void> {
    if (!this.#stream.write(bytes)) await Promise.race([once(this.#stream, 'drain'), this.#done]);
  }
}
