import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Evidence, EvidenceStore } from '../../core/ledger/evidence.ts';
import type { RunStore } from '../../core/runs/run-store.ts';
import { decodeJson, encodeJson } from '../../core/values/codec.ts';
import type { Sha256 } from '../../core/values/hash.ts';

/** An object is not what its key says, or is missing where it must be. */
export class ObjectStoreError extends Error {
  override readonly name = 'ObjectStoreError';
}

const HASHED_KEY = /-([0-9a-f]{64})\.json$/;

export class S3RunStore implements RunStore {
  readonly #s3: S3Client;
  readonly #bucket: string;
  readonly #sha256: Sha256;

  constructor(s3: S3Client, bucket: string, sha256: Sha256) {
    this.#s3 = s3;
    this.#bucket = bucket;
    this.#sha256 = sha256;
  }

  async putHashed(prefix: string, value: unknown): Promise<string> {
    const text = encodeJson(value);
    const key = `${prefix}-${this.#sha256(text)}.json`;
    await putText(this.#s3, this.#bucket, key, text);
    return key;
  }

  async put(key: string, value: unknown): Promise<void> {
    await putText(this.#s3, this.#bucket, key, encodeJson(value));
  }

  async get<T>(key: string): Promise<T> {
    const value = await this.find<T>(key);
    if (value === null) throw new ObjectStoreError(`no object ${key} in ${this.#bucket}`);
    return value;
  }

  async find<T>(key: string): Promise<T | null> {
    const text = await findText(this.#s3, this.#bucket, key);
    if (text === null) return null;
    const hash = HASHED_KEY.exec(key)?.[1];
    if (hash !== undefined && this.#sha256(text) !== hash) {
      throw new ObjectStoreError(`object ${key} in ${this.#bucket} does not have the content its key names`);
    }
    return decodeJson<T>(text);
  }
}

export class S3EvidenceStore implements EvidenceStore {
  readonly #s3: S3Client;
  readonly #bucket: string;
  readonly #sha256: Sha256;

  constructor(s3: S3Client, bucket: string, sha256: Sha256) {
    this.#s3 = s3;
    this.#bucket = bucket;
    this.#sha256 = sha256;
  }

  async put(evidence: Evidence): Promise<string> {
    return putByHash(this.#s3, { bucket: this.#bucket, prefix: EVIDENCE }, encodeJson(evidence), this.#sha256);
  }

  async find(hash: string): Promise<Evidence | null> {
    const text = await findByHash(this.#s3, { bucket: this.#bucket, prefix: EVIDENCE }, hash, this.#sha256);
    return text === null ? null : decodeJson<Evidence>(text);
  }
}

const EVIDENCE = 'evidence/';

/** Where texts lie that are named by the SHA-256 of themselves. */
interface HashedPlace {
  readonly bucket: string;
  readonly prefix: string;
}

/** @returns the hash */
export async function putByHash(
  s3: S3Client,
  { bucket, prefix }: HashedPlace,
  text: string,
  sha256: Sha256,
): Promise<string> {
  const hash = sha256(text);
  await putText(s3, bucket, `${prefix}${hash}`, text);
  return hash;
}

/** Null where there is none of that hash, or its content has another. */
export async function findByHash(
  s3: S3Client,
  { bucket, prefix }: HashedPlace,
  hash: string,
  sha256: Sha256,
): Promise<string | null> {
  const text = await findText(s3, bucket, `${prefix}${hash}`);
  return text !== null && sha256(text) === hash ? text : null;
}

export async function putText(s3: S3Client, bucket: string, key: string, text: string): Promise<void> {
  // Of a text, its hash, its checksum and its sending would each make bytes of their own.
  const Body = Buffer.from(text);
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body, ContentType: 'application/json' }));
}

export async function findText(s3: S3Client, bucket: string, key: string): Promise<string | null> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return (await Body?.transformToString('utf-8')) ?? '';
  } catch (error) {
    if (error instanceof NoSuchKey) return null;
    throw error;
  }
}
