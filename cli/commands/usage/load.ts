import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type ObjectStore, readUsageFiles, storeUsageFiles } from '../../../adapters/lake/usage-files/load.ts';
import { listKeys } from '../../../adapters/s3/list-keys.ts';
import type { Deployment } from '../../deployment.ts';

/** Puts usage files into the lake; nothing is put unless all of them can be read. */
export async function loadUsage(deployment: Deployment, files: readonly string[], week: string): Promise<string> {
  const read = await readUsageFiles(files, week);
  const counts = await storeUsageFiles(lakeOf(deployment), read, week);
  return `loaded ${counts.rows} rows of ${counts.files} files for week ${week}`;
}

export function lakeOf(deployment: Deployment): ObjectStore {
  const { s3 } = deployment;
  const Bucket = deployment.output('LakeBucketName');
  return {
    async put(Key, Body) {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    },
    list: (prefix) => listKeys(s3, Bucket, prefix),
    async delete(Key) {
      await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    },
  };
}
