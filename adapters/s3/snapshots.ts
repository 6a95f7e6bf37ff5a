import { createHash, type Hash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { FreshWeek } from '../../core/timesheets/mirror/settle.ts';
import { isOfShare } from '../../core/timesheets/mirror/snapshot-shares.ts';
import {
  IncompleteSnapshotError,
  type KeptSnapshot,
  type SnapshotPart,
  type SnapshotShare,
  type SnapshotStore,
} from '../../core/timesheets/mirror/snapshot-store.ts';
import { decodeJson, encodeJson } from '../../core/values/codec.ts';
import { compareIds } from '../../core/values/ids.ts';
import type { MondayDate } from '../../core/values/week.ts';
import { listObjects } from './list-keys.ts';

type Mutable<Of> = { -readonly [Member in keyof Of]: Of[Member] extends readonly (infer Row)[] ? Row[] : never };
type Rows = Mutable<KeptSnapshot['snapshot']> & { weeks: FreshWeek[] };

/** By the name of its only member, where a line belongs. */
const LIST_OF = {
  user: 'users',
  entry: 'entries',
  sheet: 'sheets',
  leave: 'leave',
  plan: 'plans',
  week: 'weeks',
} as const satisfies Record<string, keyof Rows>;
type PartName = keyof typeof LIST_OF;
const CHARACTERS_AT_ONCE = 64 * 1024;
type Totals = Record<keyof Rows | 'seconds', number>;

/** Snapshots in the run bucket, gzip JSONL, each below its source and week under the SHA-256 of its lines. */
export class S3Snapshots implements SnapshotStore {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  async put(
    { source, mondayDate }: { readonly source: string; readonly mondayDate: MondayDate },
    parts: Iterable<SnapshotPart> | AsyncIterable<SnapshotPart>,
  ): Promise<string> {
    const hash = createHash('sha256');
    const zipped = pipeline(Readable.from(textOf(parts, hash)), createGzip(), () => {});
    // Thin when zipped, a few MB of the largest company; and S3 is told the key, which follows from the last line.
    const Body = Buffer.concat(await Array.fromAsync(zipped as AsyncIterable<Buffer>));
    const key = `${prefixOf(source, mondayDate)}${hash.digest('hex')}`;
    await this.#s3.send(
      new PutObjectCommand({ Bucket: this.#bucket, Key: key, Body, ContentType: 'application/gzip' }),
    );
    return key;
  }

  async findNewest({ source, mondayDate }: Parameters<SnapshotStore['findNewest']>[0]): Promise<string | null> {
    const objects = await listObjects(this.#s3, this.#bucket, prefixOf(source, mondayDate));
    const newest = objects.toSorted((a, b) => compareIds(b.modifiedAt, a.modifiedAt) || compareIds(a.key, b.key))[0];
    return newest?.key ?? null;
  }

  async read(key: string, share?: SnapshotShare): Promise<KeptSnapshot | null> {
    const lines = await this.lines(key);
    if (lines === null) return null;
    const rows: Rows = { users: [], entries: [], sheets: [], leave: [], plans: [], weeks: [] };
    for await (const part of lines) if (!share || isOfShare(part, share)) add(rows, part);
    const { weeks, ...snapshot } = rows;
    return { snapshot, weeks };
  }

  async lines(key: string): Promise<AsyncIterable<SnapshotPart> | null> {
    const zipped = await this.#find(key);
    return zipped && checkedLines(zipped, key);
  }

  async #find(key: string): Promise<Readable | null> {
    try {
      const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
      return Body as Readable;
    } catch (error) {
      if (error instanceof NoSuchKey) return null;
      throw error;
    }
  }
}

function prefixOf(source: string, mondayDate: MondayDate): string {
  return `mirror/${source}/${mondayDate}/`;
}

/** The text of the lines, some of them at a time: to zip each alone takes longer than to pull it. */
async function* textOf(
  parts: Iterable<SnapshotPart> | AsyncIterable<SnapshotPart>,
  hash: Hash,
): AsyncGenerator<string> {
  const tally = new Tally();
  let text = '';
  for await (const part of parts) {
    tally.add(part);
    text += line(part);
    if (text.length < CHARACTERS_AT_ONCE) continue;
    yield hashed(text);
    text = '';
  }
  yield hashed(text + line({ totals: tally.totals }));

  function hashed(some: string): string {
    hash.update(some);
    return some;
  }
}

function line(content: object): string {
  return `${encodeJson(content)}\n`;
}

/** @throws IncompleteSnapshotError */
async function* checkedLines(zipped: Readable, key: string): AsyncGenerator<SnapshotPart> {
  const hash = createHash('sha256');
  const tally = new Tally();
  let totals: Totals | null = null;
  try {
    for await (const line of linesOf(pipeline(zipped, createGunzip(), () => {}))) {
      hash.update(`${line}\n`);
      const part = decodeJson<SnapshotPart | { readonly totals: Totals }>(line);
      if ('totals' in part) totals = part.totals;
      else {
        tally.add(part);
        yield part;
      }
    }
  } catch (error) {
    throw new IncompleteSnapshotError(key, `cannot be read (${(error as Error).name})`);
  }
  if (totals === null || encodeJson(totals) !== encodeJson(tally.totals)) {
    throw new IncompleteSnapshotError(key, 'has not the totals of its lines');
  }
  if (!key.endsWith(`/${hash.digest('hex')}`)) throw new IncompleteSnapshotError(key, 'is not what its key says');
}

/** Whole lines alone: what follows the last line break was cut off. A failure of the stream is thrown by its reader. */
async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let begun = '';
  for await (const chunk of stream) {
    const lines = (begun + decoder.decode(chunk, { stream: true })).split('\n');
    begun = lines.pop() ?? '';
    yield* lines;
  }
}

function add(rows: Rows, part: SnapshotPart): void {
  const name = nameOf(part);
  (rows[LIST_OF[name]] as unknown[]).push(part[name as keyof SnapshotPart]);
}

function nameOf(part: SnapshotPart): PartName {
  return Object.keys(part)[0] as PartName;
}

/** Of the lines that it was given. */
class Tally {
  readonly totals: Totals = { users: 0, entries: 0, sheets: 0, leave: 0, plans: 0, weeks: 0, seconds: 0 };

  add(part: SnapshotPart): void {
    this.totals[LIST_OF[nameOf(part)]] += 1;
    if ('entry' in part) this.totals.seconds += part.entry.seconds;
  }
}
