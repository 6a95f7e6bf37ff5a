import { ListObjectVersionsCommand, type ListObjectVersionsCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { readPages } from '../aws/read-pages.ts';

/** A version of an object; what a marker of its deletion hides is one as well. */
export interface ObjectVersion {
  readonly key: string;
  readonly versionId: string;
}

const PAGES_MAX = 1000;

/** All versions of all objects below a prefix, by key ascending; at most a million, markers of deletions included. */
export async function listVersions(s3: S3Client, bucket: string, prefix: string): Promise<ObjectVersion[]> {
  const ask = (before: ListObjectVersionsCommandOutput | undefined) =>
    s3.send(
      new ListObjectVersionsCommand({
        Bucket: bucket,
        Prefix: prefix,
        KeyMarker: before?.NextKeyMarker,
        VersionIdMarker: before?.NextVersionIdMarker,
      }),
    );
  const limit = { pagesMax: PAGES_MAX, of: `the list of versions below ${prefix}` };
  const versions: ObjectVersion[] = [];
  for await (const { Versions } of readPages(ask, (page) => (page.IsTruncated ? page : undefined), limit)) {
    for (const { Key, VersionId } of Versions ?? []) {
      if (Key !== undefined && VersionId !== undefined) versions.push({ key: Key, versionId: VersionId });
    }
  }
  return versions;
}
