import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { S3Snapshots } from '../../../adapters/s3/snapshots.ts';
import type { SnapshotPart } from '../../../core/timesheets/mirror/snapshot-store.ts';
import { MemoryByteBucket } from '../../doubles/memory-byte-bucket.ts';
import { weekOf } from '../../worlds/mirror-syncs.ts';
import { entry, MONDAY, sheet } from '../../worlds/mirror-weeks.ts';

const OF = { source: 'import', mondayDate: MONDAY };
const LEAVE = { user: 'u1', date: MONDAY, seconds: null, state: 'APPROVED' };
const PLAN = { user: 'u1', from: MONDAY, to: MONDAY, secondsPerDay: 60, project: 'ü', task: null, account: null };
const PARTS: SnapshotPart[] = [
  { user: { user: 'u1', isUnstable: false } },
  { entry: entry() },
  { entry: entry({ id: 'e2', seconds: -1 }) },
  { sheet: sheet() },
  { leave: LEAVE },
  { plan: PLAN },
  { week: weekOf('E-1', 8_00) },
];

function store() {
  const bucket = new MemoryByteBucket();
  const snapshots = new S3Snapshots(bucket.client, 'runs');
  const lines = (key: string) => gunzipSync(bucket.bytes(key)).toString().split('\n').slice(0, -1);
  const rewrite = (key: string, text: string) => {
    const stored = bucket.objects.get(key);
    if (stored) bucket.objects.set(key, { ...stored, bytes: gzipSync(text) });
  };
  return { bucket, snapshots, lines, rewrite };
}

describe('a snapshot', () => {
  it('is read as it was put, under the hash of its lines', async () => {
    const { snapshots, lines } = store();
    const key = await snapshots.put(OF, PARTS);

    expect(key).toMatch(new RegExp(`^mirror/import/${MONDAY}/[0-9a-f]{64}$`));
    expect(await snapshots.read(key)).toEqual({
      snapshot: {
        users: [{ user: 'u1', isUnstable: false }],
        entries: [entry(), entry({ id: 'e2', seconds: -1 })],
        ...{ sheets: [sheet()], leave: [LEAVE], plans: [PLAN] },
      },
      weeks: [weekOf('E-1', 8_00)],
    });
    expect(JSON.parse(lines(key).at(-1) ?? '')).toEqual({
      totals: { users: 1, entries: 2, sheets: 1, leave: 1, plans: 1, weeks: 1, seconds: 3599 },
    });
    expect(await snapshots.put(OF, PARTS)).toBe(key);
    expect(await snapshots.put(OF, PARTS.slice(1))).not.toBe(key);
  });

  it('that was put last is found by its source and week', async () => {
    const { snapshots } = store();
    expect(await snapshots.findNewest(OF)).toBeNull();
    const [first, second] = [await snapshots.put(OF, PARTS), await snapshots.put(OF, [])];
    expect(await snapshots.findNewest(OF)).toBe(second);
    await snapshots.put({ ...OF, source: 'other' }, PARTS);
    await snapshots.put(OF, PARTS);

    expect(await snapshots.findNewest(OF)).toBe(first);
  });

  it('of nothing has its totals', async () => {
    const { snapshots } = store();
    const nothing = { users: [], entries: [], sheets: [], leave: [], plans: [] };
    expect(await snapshots.read(await snapshots.put(OF, []))).toEqual({ snapshot: nothing, weeks: [] });
  });

  it('is read of a share alone, and checked as a whole', async () => {
    const { snapshots, lines, rewrite } = store();
    const key = await snapshots.put(OF, [...PARTS, { user: { user: 'u2', isUnstable: false } }]);
    const share = { users: new Set(['u2']), employees: new Set<string>() };

    const nothing = { entries: [], sheets: [], leave: [], plans: [] };
    const users = [{ user: 'u2', isUnstable: false }];
    expect(await snapshots.read(key, share)).toEqual({ snapshot: { ...nothing, users }, weeks: [] });

    rewrite(key, `${lines(key).slice(1).join('\n')}\n`);
    await expect(snapshots.read(key, share)).rejects.toThrow(/has not the totals/);
  });

  it('that is kept no longer is null', async () => {
    expect(await store().snapshots.read(`mirror/import/${MONDAY}/gone`)).toBeNull();
    expect(await store().snapshots.lines(`mirror/import/${MONDAY}/gone`)).toBeNull();
  });

  it.each<[string, (lines: string[]) => string, RegExp]>([
    ['without its last line', (lines) => `${lines.slice(0, -1).join('\n')}\n`, /has not the totals/],
    ['with a line less', (lines) => `${lines.slice(1).join('\n')}\n`, /has not the totals/],
    ['whose last line was cut off', (lines) => lines.join('\n'), /has not the totals/],
    ['with another line', (lines) => `${lines.join('\n')}\n`.replace('"u1"', '"u2"'), /is not what its key says/],
    ['with a line that is none', (lines) => `{\n${lines.join('\n')}\n`, /cannot be read \(SyntaxError\)/],
  ])('%s is incomplete', async (_, change, message) => {
    const { snapshots, lines, rewrite } = store();
    const key = await snapshots.put(OF, PARTS);
    rewrite(key, change(lines(key)));

    await expect(snapshots.read(key)).rejects.toThrow(message);
    await expect(snapshots.read(key)).rejects.toMatchObject({ name: 'IncompleteSnapshotError' });
  });

  it('whose bytes were cut off is incomplete', async () => {
    const { snapshots, bucket } = store();
    const key = await snapshots.put(OF, PARTS);
    const stored = bucket.objects.get(key);
    if (stored) bucket.objects.set(key, { ...stored, bytes: stored.bytes.slice(0, -12) });

    await expect(snapshots.read(key)).rejects.toThrow(/cannot be read/);
  });
});
