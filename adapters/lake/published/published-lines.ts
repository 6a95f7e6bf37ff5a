import { Readable } from 'node:stream';
import { HeadObjectCommand, NotFound, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { LineAttributes } from '../../../core/ledger/line-attributes.ts';
import type { PublishedTotals } from '../../../core/publication/publication.ts';
import type { PublishedLines } from '../../../core/publication/published-lines.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { PUBLISHED_TABLES } from '../../../functions/names.ts';
import { LineParquet } from './line-parquet.ts';

/** What S3 answers where the object is not what it was: replaced, being replaced, or gone. */
const OVERTAKEN: readonly string[] = ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'];

/**
 * `token_cost_allocation` in the lake's bucket: one object per week, under one name, replaced by one conditional put or
 * multipart upload. Which write decides: that one, on the object that was there before the heads were read.
 */
export class S3PublishedLines implements PublishedLines {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  async replace(mondayDate: MondayDate, lines: AsyncIterable<LineAttributes>): Promise<PublishedTotals | null> {
    const place = {
      Bucket: this.#bucket,
      Key: `${PUBLISHED_TABLES.allocation}/monday_date=${mondayDate}/lines.parquet`,
    };
    const before = await this.#tagOf(place);
    const parquet = new LineParquet();
    const params = {
      ...place,
      Body: Readable.from(parquet.encode(lines)),
      ...(before === null ? { IfNoneMatch: '*' } : { IfMatch: before }),
    };
    try {
      await new Upload({ client: this.#s3, params }).done();
      return parquet.totals;
    } catch (error) {
      if (error instanceof Error && OVERTAKEN.includes(error.name)) return null;
      throw error;
    }
  }

  /** The entity tag of the object, which another content changes; null where there is none. */
  async #tagOf(place: { readonly Bucket: string; readonly Key: string }): Promise<string | null> {
    try {
      const { ETag } = await this.#s3.send(new HeadObjectCommand(place));
      if (ETag === undefined) throw new Error(`${place.Key} was answered without an entity tag`);
      return ETag;
    } catch (error) {
      if (error instanceof NotFound) return null;
      throw error;
    }
  }
}
