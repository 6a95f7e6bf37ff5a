import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { ByteWriter } from 'hyparquet-writer';
import type { WeeklyRow, WeeklyTable } from '../../../core/collection/weekly-usage.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { wasOvertaken } from '../conditional-put.ts';
import { RowIntake } from '../usage-files/intake.ts';
import { partitionPrefix } from '../usage-files/keys.ts';
import { readParquet } from '../usage-files/read-parquet.ts';
import { UsageParquet } from '../usage-files/write-parquet.ts';

/** What the collectors wrote for a week cannot be read. */
export class WeeklyTableError extends Error {
  override readonly name = 'WeeklyTableError';
}

/** In the partition of the week, beside whatever files of other names were loaded. */
const OBJECT_NAME = 'collected';

/** The collectors' object of each week in the lake's bucket. Which write decides: the put, conditional on what was read. */
export class S3WeeklyTable implements WeeklyTable {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  async read(mondayDate: MondayDate): Promise<{ readonly rows: WeeklyRow[]; readonly version: string | null }> {
    try {
      const { Body, ETag } = await this.#s3.send(new GetObjectCommand(this.#place(mondayDate)));
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
      if (ETag === undefined) throw new WeeklyTableError(`week ${mondayDate} was answered without an entity tag`);
      return { rows: await readRows(mondayDate, bytes), version: ETag };
    } catch (error) {
      if (error instanceof NoSuchKey) return { rows: [], version: null };
      throw error;
    }
  }

  async replace(mondayDate: MondayDate, rows: readonly WeeklyRow[], version: string | null): Promise<boolean> {
    const condition = version === null ? { IfNoneMatch: '*' } : { IfMatch: version };
    const put: PutObjectCommandInput = { ...this.#place(mondayDate), ...condition, Body: toBytes(mondayDate, rows) };
    try {
      await this.#s3.send(new PutObjectCommand(put));
      return true;
    } catch (error) {
      if (wasOvertaken(error)) return false;
      throw error;
    }
  }

  #place(mondayDate: MondayDate) {
    return { Bucket: this.#bucket, Key: `${partitionPrefix(mondayDate)}${OBJECT_NAME}.parquet` };
  }
}

function toBytes(mondayDate: MondayDate, rows: readonly WeeklyRow[]): Uint8Array {
  const writer = new ByteWriter();
  const parquet = new UsageParquet(writer, OBJECT_NAME);
  for (const { employeeId, tool, tokens, costUsd6 } of rows) {
    const amount = { total_tokens: tokens, cost_usd: costUsd6 };
    parquet.add({ employee_id: employeeId, source: tool, ...amount, week_start_date: mondayDate });
  }
  parquet.finish();
  return new Uint8Array(writer.getBuffer());
}

async function readRows(mondayDate: MondayDate, bytes: Uint8Array): Promise<WeeklyRow[]> {
  const rows: WeeklyRow[] = [];
  const intake = new RowIntake(OBJECT_NAME, mondayDate, ({ employee_id, source, total_tokens, cost_usd }) => {
    rows.push({ employeeId: employee_id ?? '', tool: source ?? '', tokens: total_tokens, costUsd6: cost_usd });
  });
  await readParquet(bytes.slice().buffer, intake);
  const [fault] = intake.faults;
  if (fault) throw new WeeklyTableError(`what was collected of week ${mondayDate} cannot be read: ${fault.message}`);
  return rows;
}
