import { HeadObjectCommand, NotFound, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import {
  type FactPart,
  type FactTable,
  type PartSums,
  type ReplacedPart,
  sumsOf,
} from '../../../core/collection/fact-table.ts';
import type { FactDays } from '../../../core/collection/source-status.ts';
import type { UsageFact } from '../../../core/collection/usage-fact.ts';
import type { PullWindow } from '../../../core/collection/usage-puller.ts';
import type { PlainDate } from '../../../core/values/week.ts';
import { COLLECTED_TABLES } from '../../../functions/names.ts';
import { listKeys } from '../../s3/list-keys.ts';
import { TableParquet } from '../published/table-parquet.ts';
import { FACT_COLUMNS, type StoredFact } from './fact-columns.ts';

const WHOLE = z
  .string()
  .regex(/^-?\d{1,30}$/)
  .transform(BigInt);
/** What an object says of its rows, so that nobody needs to read them. */
const sumsSchema = z.object({ rows: WHOLE.transform(Number), tokens: WHOLE, 'cost-usd6': WHOLE });

/** The daily table of facts in the lake's bucket: one object per source, day and reporter, each put whole. */
export class S3FactTable implements FactTable, FactDays {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  async replace(part: FactPart, facts: readonly UsageFact[], pulledAt: string): Promise<ReplacedPart> {
    const place = { Bucket: this.#bucket, Key: factKeyOf(part) };
    const before = await this.#sumsAt(place);
    const after = sumsOf(facts);
    const parquet = new TableParquet<StoredFact>(FACT_COLUMNS);
    const rows = facts.map((fact) => ({ ...fact, pulledAt }));
    const Body = Buffer.concat([...parquet.add(rows), ...parquet.finish()]);
    await this.#s3.send(new PutObjectCommand({ ...place, Body, Metadata: toMetadata(after) }));
    return { part, before, after };
  }

  async list(source: string, { from, to }: PullWindow): Promise<PlainDate[]> {
    const prefix = sourcePrefix(source);
    const keys = await listKeys(this.#s3, this.#bucket, prefix);
    const days = new Set(keys.flatMap((key) => /^usage_date=([^/]+)\//.exec(key.slice(prefix.length))?.[1] ?? []));
    return [...days].filter((day) => from <= day && day < to);
  }

  async #sumsAt(place: { readonly Bucket: string; readonly Key: string }): Promise<PartSums | null> {
    try {
      const { Metadata } = await this.#s3.send(new HeadObjectCommand(place));
      const { rows, tokens, 'cost-usd6': costUsd6 } = sumsSchema.parse(Metadata);
      return { rows, tokens, costUsd6 };
    } catch (error) {
      if (error instanceof NotFound) return null;
      throw error;
    }
  }
}

function factKeyOf({ source, usageDate, reporter }: FactPart): string {
  return `${sourcePrefix(source)}usage_date=${usageDate}/${reporter}.parquet`;
}

function sourcePrefix(source: string): string {
  return `${COLLECTED_TABLES.daily}/source=${source}/`;
}

function toMetadata({ rows, tokens, costUsd6 }: PartSums): Record<string, string> {
  return { rows: String(rows), tokens: String(tokens), 'cost-usd6': String(costUsd6) };
}
