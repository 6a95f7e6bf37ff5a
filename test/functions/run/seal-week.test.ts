import { beforeEach, describe, expect, it } from 'vitest';
import { S3WeekRoots } from '../../../adapters/s3/week-roots.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { decodeRoot, type WeekRoot } from '../../../core/audit/week-root.ts';
import { addDays } from '../../../core/values/week.ts';
import { sealWeek } from '../../../functions/run/seal-week/step.ts';
import { MemoryBucket } from '../../doubles/memory-bucket.ts';
import { MemoryLedger } from '../../doubles/memory-ledger.ts';
import { headFor, RUN } from '../../worlds/runs.ts';

describe('sealing a week', () => {
  const ledger = MemoryLedger.of(headFor('E2'), headFor('E1'));
  let bucket: MemoryBucket;
  let roots: S3WeekRoots;
  beforeEach(() => {
    bucket = new MemoryBucket();
    roots = new S3WeekRoots(bucket.client, 'roots', sha256);
  });

  const seal = (run = RUN) => sealWeek({ run }, { ledger, roots });
  const sealed = () => [...bucket.texts].map(([name, text]): [string, WeekRoot] => [name, decodeRoot(text)]);

  it('writes every head by employee, under a name that holds the hash', async () => {
    expect(await seal()).toEqual({ sealedHeads: 2 });

    const [[name, root] = []] = sealed();
    expect(name).toBe(
      `roots/${RUN.mondayDate}/${RUN.runId}-${sha256(bucket.texts.get(name as string) as string)}.jsonl`,
    );
    expect(root).toEqual({
      mondayDate: RUN.mondayDate,
      runId: RUN.runId,
      startedAt: RUN.startedAt,
      follows: [],
      heads: ['E1', 'E2'].map((employeeId) => {
        const { headVersion, revisionHash, decisionId, revision } = ledger.heads.get(employeeId) ?? headFor('', {});
        return { employeeId, headVersion, revisionHash, decisionId, revision: revision.revision };
      }),
    });
  });

  it('names the last root of the week before and all of its own week', async () => {
    const weekBefore = { ...RUN, mondayDate: addDays(RUN.mondayDate, -7) };
    await seal({ ...weekBefore, runId: '20261101T000000Z-a' });
    await seal({ ...weekBefore, runId: '20261102T000000Z-b' });
    await seal({ ...RUN, runId: '20261103T000000Z-c' });
    await seal({ ...RUN, runId: '20261104T000000Z-d' });

    const follows = sealed().map(([, root]) => root.follows.map((name) => /Z-(\w)-/.exec(name)?.[1]));
    expect(follows).toEqual([[], ['a'], ['b'], ['b', 'c']]);
  });

  it('is done once by a run that is repeated', async () => {
    await seal();

    expect(await seal()).toEqual({ sealedHeads: null });
    expect(bucket.texts.size).toBe(1);
  });

  it('reads a root again only as it was written', async () => {
    await seal();
    const [name, text] = [...bucket.texts][0] as [string, string];

    expect(await roots.read(name)).toBe(text);
    bucket.texts.set(name, text.replace('E1', 'E9'));
    expect(await roots.read(name)).toBeNull();
    expect(await roots.read('roots/gone')).toBeNull();
  });
});
