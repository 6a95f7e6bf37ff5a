import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { SnapshotPart } from '../../../core/timesheets/mirror/snapshot-store.ts';
import type { Gate } from '../../histories/model/gates.ts';
import { MirrorSystem, weeksOf } from '../../worlds/mirror-syncs.ts';
import { entry, MONDAY, mapping, personRow } from '../../worlds/mirror-weeks.ts';

const PEOPLE = 4_500;

/** The bytes of a snapshot break off when it is read for that time. */
function breakingOff(atRead: number): Gate {
  let reads = 0;
  return async <T>(call: string, action: () => Promise<T>): Promise<T> => {
    const answer = await action();
    if (call !== 'GetObjectCommand') return answer;
    reads += 1;
    return reads === atRead ? ({ Body: Readable.from([Buffer.from('broken')]) } as T) : answer;
  };
}

describe('a week of more people than are held at once', () => {
  it('is written whole, each of them once', async () => {
    const system = new MirrorSystem();
    const written: string[] = [];
    system.table.afterWrite = (items) => {
      for (const { sk, body } of items) if (body !== undefined) written.push(String(sk));
    };

    const synced = await system.import(weeksOf(PEOPLE));

    expect(synced?.weeks).toMatchObject([{ status: 'APPLIED', people: PEOPLE, changed: PEOPLE }]);
    expect(new Set(written).size).toBe(PEOPLE);
    expect(written).toHaveLength(PEOPLE);
  });

  it.each([2, 4])('whose snapshot breaks off in reading %i is tried again, and is then whole', async (read) => {
    const system = new MirrorSystem();
    const key = await system.put(weeksOf(PEOPLE));
    const opened = await system.open(key);
    if (opened.status === 'SKIPPED') throw new Error('another sync writes');

    await expect(system.finish(opened, breakingOff(read))).rejects.toMatchObject({
      name: 'InterruptedReadError',
      $retryable: {},
    });

    expect((await system.finish(opened)).weeks).toMatchObject([{ status: 'APPLIED', changed: expect.any(Number) }]);
    expect((await system.feed()).changes).toHaveLength(PEOPLE);
  });
});

describe('work that moved to another employee', () => {
  const told: SnapshotPart[] = [{ user: { user: 'u1', isUnstable: false } }, { entry: entry() }];

  it('is taken from the one before the other has it', async () => {
    const system = new MirrorSystem();
    await system.useMapping(mapping({ people: [personRow({ source: 'import', employeeId: 'E-9' })] }));
    await system.import(told);
    await system.useMapping(mapping({ people: [personRow({ source: 'import', employeeId: 'E-1' })] }));
    const written: string[] = [];
    system.table.afterWrite = (items) => {
      for (const { sk, body } of items) if (body !== undefined) written.push(String(sk));
    };

    await system.import(told, { owner: 'sync-2' });

    expect(written).toEqual(['E-9', 'E-1']);
    expect((await system.answer(['E-9'], MONDAY)).employees.get('E-9')).toMatchObject({ record: { timesheet: null } });
  });
});
