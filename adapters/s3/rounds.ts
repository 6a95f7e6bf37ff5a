import type { S3Client } from '@aws-sdk/client-s3';
import { listKeys } from './list-keys.ts';
import { findText, ObjectStoreError } from './object-store.ts';

/**
 * Objects that an invocation puts one after the other, named by their number and its round. One that is tried again puts
 * its own beside those of the one that broke.
 */

const ROUND_IN_KEY = /\/\d{6}-([^/]+)\.json$/;

export function keyInRound(prefix: string, number: number, round: string): string {
  return `${prefix}${number.toString().padStart(6, '0')}-${round}.json`;
}

/** The texts that invocations put below the prefix, of the given rounds alone, by number. */
export async function* readRounds(
  s3: S3Client,
  bucket: string,
  { prefix, rounds }: { readonly prefix: string; readonly rounds: readonly string[] },
): AsyncGenerator<string> {
  const counted = new Set(rounds);
  for (const key of await listKeys(s3, bucket, prefix)) {
    if (!counted.has(ROUND_IN_KEY.exec(key)?.[1] ?? '')) continue;
    const text = await findText(s3, bucket, key);
    if (text === null) throw new ObjectStoreError(`no object ${key} in ${bucket}`);
    yield text;
  }
}
