import type { S3Client } from '@aws-sdk/client-s3';
import { encodeRoot, type WeekRoot, type WeekRoots } from '../../core/audit/week-root.ts';
import type { Sha256 } from '../../core/values/hash.ts';
import type { MondayDate } from '../../core/values/week.ts';
import { listKeys } from './list-keys.ts';
import { findText, putText } from './object-store.ts';

const HASH_OF_NAME = /-([0-9a-f]{64})\.jsonl$/;

/** Week roots in a bucket with Object Lock. Run ids begin with the time, so names list in order. */
export class S3WeekRoots implements WeekRoots {
  readonly #s3: S3Client;
  readonly #bucket: string;
  readonly #sha256: Sha256;

  constructor(s3: S3Client, bucket: string, sha256: Sha256) {
    this.#s3 = s3;
    this.#bucket = bucket;
    this.#sha256 = sha256;
  }

  list(mondayDate: MondayDate): Promise<string[]> {
    return listKeys(this.#s3, this.#bucket, `roots/${mondayDate}/`);
  }

  async read(name: string): Promise<string | null> {
    const text = await findText(this.#s3, this.#bucket, name);
    return text !== null && HASH_OF_NAME.exec(name)?.[1] === this.#sha256(text) ? text : null;
  }

  async write(root: WeekRoot): Promise<void> {
    const text = encodeRoot(root);
    const name = `roots/${root.mondayDate}/${root.runId}-${this.#sha256(text)}.jsonl`;
    await putText(this.#s3, this.#bucket, name, text);
  }
}
