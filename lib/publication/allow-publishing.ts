import { ENV, PARTITIONS, PUBLISHED_TABLES } from '../../functions/names.ts';
import type { Lake } from '../base/lake.ts';
import type { NodeFunction } from '../base/node-function.ts';
import type { Storage } from '../base/storage.ts';

/** What publishing weeks needs: to read heads, and to replace objects below the table's prefix, which it looks at first. */
export function allowPublishing(
  publisher: NodeFunction,
  { storage, lake }: { readonly storage: Storage; readonly lake: Lake },
  queried: readonly string[] = [],
): NodeFunction {
  const prefix = `${PUBLISHED_TABLES.allocation}/`;
  return publisher
    .bindPartitions(ENV.allocationTable, storage.allocationTable, {
      'dynamodb:Query': [PARTITIONS.heads, ...queried],
      'dynamodb:UpdateItem': [PARTITIONS.publications],
    })
    .bindBucket(ENV.lakeBucket, lake.bucket, {
      [prefix]: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'],
    })
    .allowListing(lake.bucket, prefix);
}
