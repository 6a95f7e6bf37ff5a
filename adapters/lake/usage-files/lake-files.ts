import { createReadStream } from 'node:fs';
import { DeleteObjectCommand, GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { listObjects, type StoredObject } from '../../s3/list-keys.ts';

/** What loading and listing need of the lake's bucket. Deleting a key that is not there is harmless. */
export interface LakeFiles {
  /** Puts the local file at the path under the key: all of it at once, or nothing. */
  put(key: string, path: string): Promise<void>;
  /** All objects whose keys begin with the prefix. */
  list(prefix: string): Promise<StoredObject[]>;
  /** Bytes of the object from `start` to before `end`. */
  read(key: string, start: number, end: number): Promise<ArrayBuffer>;
  delete(key: string): Promise<void>;
}

export class S3LakeFiles implements LakeFiles {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  async put(key: string, path: string): Promise<void> {
    const params = { Bucket: this.#bucket, Key: key, Body: createReadStream(path) };
    await new Upload({ client: this.#s3, params }).done();
  }

  list(prefix: string): Promise<StoredObject[]> {
    return listObjects(this.#s3, this.#bucket, prefix);
  }

  async read(key: string, start: number, end: number): Promise<ArrayBuffer> {
    const range = { Bucket: this.#bucket, Key: key, Range: `bytes=${start}-${end - 1}` };
    const { Body } = await this.#s3.send(new GetObjectCommand(range));
    if (!Body) throw new Error(`${key} was answered without bytes`);
    return new Uint8Array(await Body.transformToByteArray()).buffer;
  }

  async delete(key: string): Promise<void> {
    await this.#s3.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: key }));
  }
}
