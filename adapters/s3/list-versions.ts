import { ListObjectVersionsCommand, type ListObjectVersionsCommandOutput, type S3Client } from '@aws-sdk/client-s3';

/** A version of an object; what a marker of its deletion hides is one as well. */
export interface ObjectVersion {
  readonly key: string;
  readonly versionId: string;
}

const PAGES_MAX = 1000;

/** All versions of all objects below a prefix, by key ascending; at most a million, markers of deletions included. */
export async function listVersions(s3: S3Client, bucket: string, prefix: string): Promise<ObjectVersion[]> {
  const versions: ObjectVersion[] = [];
  let next: Pick<ListObjectVersionsCommandOutput, 'NextKeyMarker' | 'NextVersionIdMarker'> = {};
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const listed: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({
        Bucket: bucket,
        Prefix: prefix,
        KeyMarker: next.NextKeyMarker,
        VersionIdMarker: next.NextVersionIdMarker,
      }),
    );
    for (const { Key, VersionId } of listed.Versions ?? []) {
      if (Key !== undefined && VersionId !== undefined) versions.push({ key: Key, versionId: VersionId });
    }
    if (!listed.IsTruncated) return versions;
    next = listed;
  }
  throw new RangeError(`more than ${PAGES_MAX} pages of versions below ${prefix}`);
}
