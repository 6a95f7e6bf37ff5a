import { ListObjectsV2Command, type ListObjectsV2CommandOutput, type S3Client } from '@aws-sdk/client-s3';

const PAGES_MAX = 1000;

/** All keys below a prefix, ascending; at most a million. */
export async function listKeys(s3: S3Client, bucket: string, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  let token: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const listed: ListObjectsV2CommandOutput = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
    );
    for (const { Key } of listed.Contents ?? []) if (Key !== undefined) keys.push(Key);
    token = listed.NextContinuationToken;
    if (token === undefined) return keys;
  }
  throw new RangeError(`more than ${PAGES_MAX} pages of keys below ${prefix}`);
}
