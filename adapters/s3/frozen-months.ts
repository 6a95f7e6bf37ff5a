import type { S3Client } from '@aws-sdk/client-s3';
import type { FrozenMonth, FrozenMonths } from '../../core/billing/closed-month.ts';
import { decodeJson, encodeJson } from '../../core/values/codec.ts';
import type { Sha256 } from '../../core/values/hash.ts';
import { findByHash, putByHash } from './object-store.ts';

const FROZEN = 'closings/';
const EXPORTED = 'invoices/';

/** Frozen months and exported invoices beside the evidence, each under the hash of its text. */
export class S3FrozenMonths implements FrozenMonths {
  readonly #s3: S3Client;
  readonly #bucket: string;
  readonly #sha256: Sha256;

  constructor(s3: S3Client, bucket: string, sha256: Sha256) {
    this.#s3 = s3;
    this.#bucket = bucket;
    this.#sha256 = sha256;
  }

  put(frozen: FrozenMonth): Promise<string> {
    return this.#put(FROZEN, encodeJson(frozen));
  }

  async find(hash: string): Promise<FrozenMonth | null> {
    const text = await this.#find(FROZEN, hash);
    return text === null ? null : decodeJson<FrozenMonth>(text);
  }

  putExport(text: string): Promise<string> {
    return this.#put(EXPORTED, text);
  }

  findExport(hash: string): Promise<string | null> {
    return this.#find(EXPORTED, hash);
  }

  #put(prefix: string, text: string): Promise<string> {
    return putByHash(this.#s3, { bucket: this.#bucket, prefix }, text, this.#sha256);
  }

  #find(prefix: string, hash: string): Promise<string | null> {
    return findByHash(this.#s3, { bucket: this.#bucket, prefix }, hash, this.#sha256);
  }
}
