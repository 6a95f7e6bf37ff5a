import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  S3Client,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { S3WeekRoots } from '../../../adapters/s3/week-roots.ts';
import { sha256 } from '../../../adapters/system/hash.ts';

const MONDAY = '2026-11-02';
const nameOf = (run: string) => `roots/${MONDAY}/${run}-${sha256(`root of ${run}`)}.jsonl`;
const A = nameOf('a');
const B = nameOf('b');

describe('the roots of a week', () => {
  const s3 = mockClient(S3Client);
  const roots = new S3WeekRoots(s3 as unknown as S3Client, 'roots', sha256);
  beforeEach(() => {
    s3.reset();
  });

  /** The pages of every listing below a prefix. */
  const listing = (prefix: string, ...pages: Partial<ListObjectVersionsCommandOutput>[]) => {
    for (const [index, page] of pages.entries()) {
      const KeyMarker = pages[index - 1]?.NextKeyMarker;
      const VersionIdMarker = pages[index - 1]?.NextVersionIdMarker;
      s3.on(ListObjectVersionsCommand, { Bucket: 'roots', Prefix: prefix, KeyMarker, VersionIdMarker }).resolves(page);
    }
  };
  const version = (VersionId: string, text: string) =>
    s3.on(GetObjectCommand, { Bucket: 'roots', Key: A, VersionId }).resolves({
      Body: { transformToString: async () => text } as never,
    });

  it('are listed once each, behind a marker of deletion too, from every page', async () => {
    listing(
      `roots/${MONDAY}/`,
      {
        Versions: [{ Key: A, VersionId: '1', IsLatest: false }],
        DeleteMarkers: [{ Key: A, VersionId: '2', IsLatest: true }],
        IsTruncated: true,
        NextKeyMarker: A,
        NextVersionIdMarker: '1',
      },
      {
        Versions: [
          { Key: B, VersionId: '4' },
          { Key: B, VersionId: '3' },
        ],
        IsTruncated: false,
      },
    );

    expect(await roots.list(MONDAY)).toEqual([A, B]);
  });

  it('are read as they were written, whatever was put on top', async () => {
    listing(A, {
      Versions: [
        { Key: A, VersionId: '2' },
        { Key: A, VersionId: '1' },
      ],
      DeleteMarkers: [{ Key: A, VersionId: '3' }],
    });
    version('2', 'another root');
    version('1', 'root of a');

    expect(await roots.read(A)).toBe('root of a');
  });

  it('are no roots where no version is what the name says', async () => {
    listing(A, { Versions: [{ Key: A, VersionId: '2' }] });
    version('2', 'another root');

    expect(await roots.read(A)).toBeNull();
  });

  it('cannot be listed without an end', async () => {
    s3.on(ListObjectVersionsCommand).resolves({ IsTruncated: true, NextKeyMarker: A, NextVersionIdMarker: '1' });

    await expect(roots.list(MONDAY)).rejects.toThrow('more than 1000 pages');
  });
});
