import { ListObjectsV2Command, type ListObjectsV2CommandOutput, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { listKeys, listObjects } from '../../../adapters/s3/list-keys.ts';

const s3 = mockClient(S3Client);
const client = s3 as unknown as S3Client;

beforeEach(() => {
  s3.reset();
});

/** The page that begins at a token; the first has none. */
function page(ContinuationToken: string | undefined, answer: Partial<ListObjectsV2CommandOutput>): void {
  s3.on(ListObjectsV2Command, { Bucket: 'lake', Prefix: 'usage/', ContinuationToken }).resolves(answer);
}

describe('the objects below a prefix', () => {
  it('are those of every page, each once', async () => {
    const LastModified = new Date('2026-11-24T06:00:00Z');
    page(undefined, { Contents: [{ Key: 'usage/a', Size: 7, LastModified }], NextContinuationToken: 'second' });
    page('second', { NextContinuationToken: 'third' });
    page('third', { Contents: [{ Key: 'usage/b', Size: 9, LastModified }] });

    expect(await listObjects(client, 'lake', 'usage/')).toEqual([
      { key: 'usage/a', bytes: 7, modifiedAt: '2026-11-24T06:00:00.000Z' },
      { key: 'usage/b', bytes: 9, modifiedAt: '2026-11-24T06:00:00.000Z' },
    ]);
    expect(await listKeys(client, 'lake', 'usage/')).toEqual(['usage/a', 'usage/b']);
    expect(s3.commandCalls(ListObjectsV2Command)).toHaveLength(6);
  });

  it('of which there is no end are an error, not a wait', async () => {
    s3.on(ListObjectsV2Command).resolves({ NextContinuationToken: 'again' });

    await expect(listKeys(client, 'lake', 'usage/')).rejects.toThrow(
      'the list of keys below usage/ has more than 1000 pages',
    );
    expect(s3.commandCalls(ListObjectsV2Command)).toHaveLength(1000);
  });
});
