import { ListObjectsV2Command, type ListObjectsV2CommandOutput, type S3Client } from '@aws-sdk/client-s3';

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
  const objects: StoredObject[] = [];
  let token: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const listed: ListObjectsV2CommandOutput = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
    );
    for (const { Key, Size = 0, LastModified = new Date(0) } of listed.Contents ?? []) {
      if (Key !== undefined) objects.push({ key: Key, bytes: Size, modifiedAt: LastModified.toISOString() });
    }
    token = listed.NextContinuationToken;
    if (token === undefined) return objects;
  }
  throw new RangeError(`more than ${PAGES_MAX} pages of keys below ${prefix}`);
}
