import type { S3Client } from '@aws-sdk/client-s3';
import type { Mapping } from '../../core/timesheets/mirror/mapping.ts';
import type { MappingStore } from '../../core/timesheets/mirror/mapping-store.ts';
import { decodeJson, encodeJson } from '../../core/values/codec.ts';
import type { Sha256 } from '../../core/values/hash.ts';
import { findByHash, ObjectStoreError, putByHash } from './object-store.ts';

const PREFIX = 'mappings/';

/** Mappings, each under the hash of its text. */
export class S3Mappings implements MappingStore {
  readonly #s3: S3Client;
  readonly #bucket: string;
  readonly #sha256: Sha256;

  constructor(s3: S3Client, bucket: string, sha256: Sha256) {
    this.#s3 = s3;
    this.#bucket = bucket;
    this.#sha256 = sha256;
  }

  put(mapping: Mapping): Promise<string> {
    return putByHash(this.#s3, { bucket: this.#bucket, prefix: PREFIX }, encodeJson(mapping), this.#sha256);
  }

  async get(hash: string): Promise<Mapping> {
    const text = await findByHash(this.#s3, { bucket: this.#bucket, prefix: PREFIX }, hash, this.#sha256);
    if (text === null) {
      throw new ObjectStoreError(
        `no mapping ${hash} in ${this.#bucket}: put it again with \`ledger timesheets mapping put\``,
      );
    }
    return decodeJson<Mapping>(text);
  }
}
