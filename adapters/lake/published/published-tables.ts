import type { S3Client } from '@aws-sdk/client-s3';
import type { PublishedTables, WrittenTables } from '../../../core/publication/published-tables.ts';
import type { UndividedRows, WeekRows } from '../../../core/publication/rows.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { PUBLISHED_TABLES } from '../../../functions/names.ts';
import type { Column } from './columns.ts';
import { TableObject } from './table-object.ts';
import { type TableColumns, UNDIVIDED_TABLES, WEEK_TABLES } from './tables.ts';

/** Of every object: by another name it would stand beside one that is there, and its rows be counted twice. */
const OBJECT_NAME = 'lines.parquet';

/** The tables in the lake's bucket, each below a prefix of its name. */
export class S3PublishedTables implements PublishedTables {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  replaceWeek(mondayDate: MondayDate, rows: AsyncIterable<WeekRows>): Promise<WrittenTables<WeekRows> | null> {
    return this.#replace(WEEK_TABLES, `monday_date=${mondayDate}/`, rows);
  }

  replaceUndivided(rows: AsyncIterable<UndividedRows>): Promise<WrittenTables<UndividedRows> | null> {
    return this.#replace(UNDIVIDED_TABLES, '', rows);
  }

  async #replace<Rows extends object>(
    columns: TableColumns<Rows>,
    folder: string,
    parts: AsyncIterable<Rows>,
  ): Promise<WrittenTables<Rows> | null> {
    const objects = await this.#open(columns, folder);
    try {
      for await (const part of parts) {
        for (const [table, object] of objects) await object.add(part[table] as readonly unknown[]);
      }
    } catch (error) {
      for (const object of objects.values()) await object.abandon();
      throw error;
    }
    const ended = await Promise.allSettled([...objects.values()].map((object) => object.finish()));
    const failed = ended.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
    const written = ended.map((end) => (end as PromiseFulfilledResult<unknown>).value);
    if (written.includes(null)) return null;
    return Object.fromEntries([...objects.keys()].map((table, at) => [table, written[at]])) as WrittenTables<Rows>;
  }

  async #open<Rows extends object>(
    columns: TableColumns<Rows>,
    folder: string,
  ): Promise<Map<keyof Rows, TableObject<unknown>>> {
    const tables = Object.keys(columns) as (keyof Rows & keyof typeof PUBLISHED_TABLES)[];
    const objects = new Map<keyof Rows, TableObject<unknown>>();
    for (const table of tables) {
      const place = { Bucket: this.#bucket, Key: `${PUBLISHED_TABLES[table]}/${folder}${OBJECT_NAME}` };
      objects.set(table, await TableObject.open(this.#s3, place, columns[table] as readonly Column<unknown>[]));
    }
    return objects;
  }
}
