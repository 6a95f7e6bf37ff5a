import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { readPages } from '../aws/read-pages.ts';

/** An object as a listing tells it. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  /** ISO 8601 instant, UTC. */
  readonly modifiedAt: string;
}

const PAGES_MAX = 1000;

/** All keys below a prefix, ascending; at most a million. */
export async function listKeys(s3: S3Client, bucket: string, prefix: string): Promise<string[]> {
  return (await listObjects(s3, bucket, prefix)).map(({ key }) => key);
}

/** All objects below a prefix, by key ascending; at most a million. */
export async function listObjects(s3: S3Client, bucket: string, prefix: string): Promise<StoredObject[]> {
  const ask = (token: string | undefined) =>
    s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }));
  const limit = { pagesMax: PAGES_MAX, of: `the list of keys below ${prefix}` };
  const objects: StoredObject[] = [];
  for await (const { Contents } of readPages(ask, ({ NextContinuationToken }) => NextContinuationToken, limit)) {
    for (const { Key, Size = 0, LastModified = new Date(0) } of Contents ?? []) {
      if (Key !== undefined) objects.push({ key: Key, bytes: Size, modifiedAt: LastModified.toISOString() });
    }
  }
  return objects;
}
