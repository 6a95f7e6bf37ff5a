import type { S3Client } from '@aws-sdk/client-s3';
import type { BenchmarkStore } from '../../core/budgets/benchmark-store.ts';
import type { Benchmarks } from '../../core/budgets/benchmarks.ts';
import { decodeJson, encodeJson } from '../../core/values/codec.ts';
import { listKeys } from './list-keys.ts';
import { findText, putText } from './object-store.ts';

const PREFIX = 'benchmarks/';

/** Benchmarks in the bucket of evidence, an object for each day and hour they are of: their names list in order. */
export class S3Benchmarks implements BenchmarkStore {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  async put(benchmarks: Benchmarks): Promise<void> {
    await putText(this.#s3, this.#bucket, `${PREFIX}${benchmarks.asOf}.json`, encodeJson(benchmarks));
  }

  async latest(): Promise<Benchmarks | null> {
    const newest = (await listKeys(this.#s3, this.#bucket, PREFIX)).at(-1);
    const text = newest === undefined ? null : await findText(this.#s3, this.#bucket, newest);
    return text === null ? null : decodeJson<Benchmarks>(text);
  }
}
