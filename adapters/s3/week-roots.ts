import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { encodeRoot, type WeekRoot, type WeekRoots } from '../../core/audit/week-root.ts';
import type { Sha256 } from '../../core/values/hash.ts';
import type { MondayDate } from '../../core/values/week.ts';
import { listVersions, type ObjectVersion } from './list-versions.ts';
import { putText } from './object-store.ts';

const HASH_OF_NAME = /-([0-9a-f]{64})\.jsonl$/;

/**
 * Week roots in a bucket with Object Lock. The lock keeps versions, not what a plain look sees: anybody with the right to
 * write may put a marker of deletion or another version on top. So roots are listed and read by version. Run ids begin
 * with the time, so names list in order.
 */
export class S3WeekRoots implements WeekRoots {
  readonly #s3: S3Client;
  readonly #bucket: string;
  readonly #sha256: Sha256;

  constructor(s3: S3Client, bucket: string, sha256: Sha256) {
    this.#s3 = s3;
    this.#bucket = bucket;
    this.#sha256 = sha256;
  }

  async list(mondayDate: MondayDate): Promise<string[]> {
    const versions = await listVersions(this.#s3, this.#bucket, `roots/${mondayDate}/`);
    return [...new Set(versions.map(({ key }) => key))];
  }

  async read(name: string): Promise<string | null> {
    for (const version of await listVersions(this.#s3, this.#bucket, name)) {
      const text = await this.#readVersion(version);
      if (HASH_OF_NAME.exec(name)?.[1] === this.#sha256(text)) return text;
    }
    return null;
  }

  async write(root: WeekRoot): Promise<void> {
    const text = encodeRoot(root);
    const name = `roots/${root.mondayDate}/${root.runId}-${this.#sha256(text)}.jsonl`;
    await putText(this.#s3, this.#bucket, name, text);
  }

  async #readVersion({ key, versionId }: ObjectVersion): Promise<string> {
    const { Body } = await this.#s3.send(
      new GetObjectCommand({ Bucket: this.#bucket, Key: key, VersionId: versionId }),
    );
    return (await Body?.transformToString('utf-8')) ?? '';
  }
}
