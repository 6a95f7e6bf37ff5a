import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listDue } from '../../../core/publication/publication.ts';
import { PublicationDiffersError } from '../../../core/publication/publish-part.ts';
import { publishWeek } from '../../../core/publication/publish-week.ts';
import { publish } from '../../../functions/publication/publish/step.ts';
import { type Death, dyingAt, type Gate, OPEN } from '../../histories/model/gates.ts';
import { MONDAY } from '../../worlds/raw-answer.ts';
import { PublishedWorld } from './publishing.ts';

/** A process that dies, which nobody begins again. */
const died = (promise: Promise<unknown>) => promise.catch(() => {});
const dead = (atCall: number, moment: Death['moment']): Gate => dyingAt({ atCall, moment, times: 1, of: 'RUN' });

const dueWeeks = async (world: PublishedWorld) => (await listDue(world.publications(), world.clock.now())).weeks;

async function expectHealed(world: PublishedWorld): Promise<void> {
  world.passTime();
  await publish({}, world.ports());

  expect(world.objectLines()).toEqual(world.headLines());
  expect(await dueWeeks(world)).toEqual([]);
}

describe('a week', () => {
  it('is published with the current lines of its heads, and says what was written', async () => {
    const world = new PublishedWorld();

    const published = await publishWeek(MONDAY, world.ports());

    expect(published).toEqual({
      status: 'PUBLISHED',
      mondayDate: MONDAY,
      version: 1,
      rows: 4,
      tokens: 1803n,
      costUsd4: 1_800_000n,
    });
    expect(world.objectLines()).toEqual(world.headLines());
    const now = world.clock.now();
    expect(await world.publications().list()).toEqual([
      {
        part: MONDAY,
        version: 1,
        isDirty: false,
        dirtySince: null,
        raisedAt: now,
        settlesAt: null,
        published: { rows: 4, tokens: 1803n, costUsd4: 1_800_000n, at: now },
      },
    ]);
  });

  it('that changed while it was published is published again', async () => {
    const world = new PublishedWorld();
    let changes = 1;
    const change: Gate = async (call, action) => {
      const result = await action();
      if (call === 'put' && changes-- > 0) await world.run(OPEN);
      return result;
    };

    expect(await publishWeek(MONDAY, world.ports(change))).toMatchObject({ status: 'PUBLISHED', version: 3, rows: 4 });
    expect(world.objectLines()).toEqual(world.headLines());
  });

  it('that never stops changing is left dirty after three readings', async () => {
    const world = new PublishedWorld();
    let puts = 0;
    const change: Gate = async (call, action) => {
      if (call === 'put') {
        puts += 1;
        await world.run(OPEN);
      }
      return action();
    };

    expect(await publishWeek(MONDAY, world.ports(change))).toEqual({ status: 'OVERTAKEN', mondayDate: MONDAY });
    expect(puts).toBe(3);
    expect(await dueWeeks(world)).toEqual([MONDAY]);
    await expectHealed(world);
  });

  const amounts = [
    ['rows', { rows: 1 }],
    ['tokens', { tokens: 0n }],
    ['USD', { costUsd4: 1n }],
  ] as const;
  const tables = ['allocation', 'revision', 'source', 'month'] as const;

  it.each(tables.flatMap((table) => amounts.map(([what, wrong]) => [what, table, wrong] as const)))(
    'of which other %s of %s were written than its heads hold is no published one',
    async (_, table, wrong) => {
      const world = new PublishedWorld();
      const ports = world.ports();
      const replaceWeek: typeof ports.publishedTables.replaceWeek = async (...put) => {
        const written = await ports.publishedTables.replaceWeek(...put);
        return written && { ...written, [table]: { ...written[table], ...wrong } };
      };

      const publishing = publishWeek(MONDAY, { ...ports, publishedTables: { replaceWeek } });

      await expect(publishing).rejects.toThrow(PublicationDiffersError);
      await expect(publishing).rejects.toThrow(
        new RegExp(`^of ${table} of 2026-11-16 .* USD were written, of 4 rows, 1803 tokens, 180.0000`),
      );
      expect(await dueWeeks(world)).toEqual([MONDAY]);
    },
  );
});

describe('a week that a run was opened of', () => {
  it('is not due while the run may still write, and is where it died without a word', async () => {
    const world = new PublishedWorld();
    await died(world.run(dead(1, 'AFTER')));

    expect(await dueWeeks(world)).toEqual([]);
    await expectHealed(world);
  });

  it('is due once more after the run has died, though it was published in between', async () => {
    const world = new PublishedWorld();
    await died(world.run(dead(1, 'BEFORE')));
    await publishWeek(MONDAY, world.ports());
    world.commit('E3');

    await expectHealed(world);
  });

  it('that has marked it is due at once', async () => {
    const world = new PublishedWorld();
    await world.run(OPEN);

    expect(await dueWeeks(world)).toEqual([MONDAY]);
  });
});

/** Take, look, read two heads, put, confirm. */
const CALLS = 6;
const DEATHS = Array.from({ length: CALLS }, (_, atCall) => atCall).flatMap((atCall) =>
  (['BEFORE', 'AFTER'] as const).map((moment) => [moment, atCall] as const),
);

describe('a publisher that dies', () => {
  it.each(DEATHS)('%s its call %i leaves the old object or the new one, and what heals', async (moment, atCall) => {
    const world = new PublishedWorld();
    await publishWeek(MONDAY, world.ports());
    const before = world.objectLines();
    await world.run(OPEN);

    await died(publishWeek(MONDAY, world.ports(dead(atCall, moment))));

    expect([before, world.headLines()]).toContainEqual(world.objectLines());
    const isConfirmed = atCall === CALLS - 1 && moment === 'AFTER';
    expect(await dueWeeks(world)).toEqual(isConfirmed ? [] : [MONDAY]);
    await expectHealed(world);
  });

  it('late, after another one has published, has put no older reading', async () => {
    const world = new PublishedWorld();
    const slow: Gate = async (call, action) => {
      if (call !== 'put') return action();
      await world.run(OPEN);
      await publishWeek(MONDAY, world.ports());
      await action();
      throw new Error('died');
    };

    await died(publishWeek(MONDAY, world.ports(slow)));

    expect(world.objectLines()).toEqual(world.headLines());
    expect(await dueWeeks(world)).toEqual([]);
  });
});

describe('publishers and runs whose calls interleave', () => {
  const death = fc.option(
    fc.record({ atCall: fc.nat({ max: 2 * CALLS }), moment: fc.constantFrom<Death['moment']>('BEFORE', 'AFTER') }),
  );

  it('leave what the schedule brings to the heads, whoever of them dies; a week that is not due has them already', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.tuple(death, death, death, death), async (scheduler, deaths) => {
        const world = new PublishedWorld();
        const gates = deaths.map((one): Gate => {
          const dies = one === null ? OPEN : dead(one.atCall, one.moment);
          return async (call, action) => {
            await scheduler.schedule(Promise.resolve(), call);
            return dies(call, action);
          };
        }) as [Gate, Gate, Gate, Gate];
        const [first, second, one, other] = gates;
        const actors = [
          publishWeek(MONDAY, world.ports(first)),
          publishWeek(MONDAY, world.ports(second)),
          world.run(one),
          world.run(other),
        ];
        await scheduler.waitFor(Promise.all(actors.map(died)));

        const [record] = await world.publications().list();
        expect(record?.dirtySince != null).toBe(record?.isDirty ?? false);
        const isDue = (await dueWeeks(world)).length > 0;
        const runsEnded = deaths[2] === null && deaths[3] === null;
        if (runsEnded && !isDue) expect(world.objectLines()).toEqual(world.headLines());
        await expectHealed(world);
      }),
      { numRuns: 2000 },
    );
  });
});
