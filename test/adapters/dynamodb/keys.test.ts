import { describe, expect, it } from 'vitest';
import { fullRunKey, Keys, revisionSort, runKey, SHARD_NAMES, weekShard } from '../../../adapters/dynamodb/keys.ts';
import { sha256 } from '../../../adapters/system/hash.ts';

const MONDAY = '2026-11-16';
const keys = new Keys(sha256);
const IDS = Array.from({ length: 4000 }, (_, index) => `E${index}`);

describe('the key of a head', () => {
  it('is its week, a shard that follows from the employee, and the employee', () => {
    const { pk, sk } = keys.head('E1', MONDAY);

    expect(sk).toBe('E1');
    expect(SHARD_NAMES.map((shard) => weekShard(MONDAY, shard))).toContain(pk);
    expect(keys.head('E1', MONDAY)).toEqual({ pk, sk });
  });

  it('spreads a week evenly over its 16 shards', () => {
    const counts = Map.groupBy(IDS, (id) => keys.head(id, MONDAY).pk);

    expect(counts.size).toBe(16);
    for (const ids of counts.values()) {
      expect(ids.length).toBeGreaterThan(150);
      expect(ids.length).toBeLessThan(350);
    }
  });
});

describe('the key of a revision', () => {
  it('lists revisions in order, past the tenth and the thousandth', () => {
    const numbers = [1, 2, 9, 10, 11, 99, 100, 999, 1000, 999_999];

    const listed = numbers.map(revisionSort).toSorted();

    expect(listed).toEqual(numbers.map(revisionSort));
    expect(keys.revision('E1', MONDAY, 7)).toEqual({ pk: 'EW#E1#2026-11-16', sk: 'REV#000007' });
  });
});

describe('the key of a line', () => {
  it('is its CWO, week and employee', () => {
    expect(keys.line('C1', 'E1', MONDAY)).toEqual({ pk: 'CWO#C1', sk: '2026-11-16#E1' });
  });

  it.each(['OVERHEAD', 'UNALLOCATED'])('spreads %s, where half a company may end', (target) => {
    const partitions = new Set(IDS.map((id) => keys.line(target, id, MONDAY).pk));

    expect(partitions.size).toBe(16);
    expect([...partitions].every((pk) => pk.startsWith(`CWO#${target}#`))).toBe(true);
  });

  it('of a CWO whose name comes close stays in one place', () => {
    const partitions = new Set(IDS.map((id) => keys.line('OVERHEADS', id, MONDAY).pk));

    expect([...partitions]).toEqual(['CWO#OVERHEADS']);
  });
});

describe('the key of a run', () => {
  it('is its week and its id, behind the mark of a full run', () => {
    const run = runKey(MONDAY, '20261124T060000Z-00000000');
    const mark = fullRunKey(MONDAY);

    expect(run.pk).toBe(mark.pk);
    expect(mark.sk < run.sk).toBe(true);
  });
});
