import { describe, expect, it } from 'vitest';
import { type ShowOptions, show } from '../../../../cli/commands/run/show.ts';
import type { Deployment } from '../../../../cli/deployment.ts';
import type { AllocationLine } from '../../../../core/allocation/allocation.ts';
import { faultsOf } from '../../../docs/contract-files.ts';
import { allocationOf, headOf, line } from '../../../worlds/heads.ts';

const RETAIL = { projectId: 'P2', projectName: 'Checkout', clientId: 'CL2', clientName: 'Shop' };
const SHOP = { target: 'C2', cwoName: 'Work order C2', ...RETAIL };
const OVERHEAD = {
  ...{ target: 'OVERHEAD', cwoName: null, projectId: null, projectName: null, clientId: null, clientName: null },
  ...{ billable: false, cwoRoleId: null, role: null, hours: null },
};
const ONE = ['2026-11-02', '2026-11-09', '2026-11-16'] as const;

type Line = Partial<AllocationLine>;
/** By week: what is approved, and what is not. */
const LEDGER: Readonly<Record<string, { actual: readonly Line[]; estimated?: readonly Line[] }>> = {
  '2026-11-02': {
    actual: [
      { costUsd4: 400_000n, tokens: 2n ** 53n + 1n },
      { ...OVERHEAD, costUsd4: 100_000n },
    ],
  },
  '2026-11-09': { actual: [{ ...SHOP, costUsd4: 200_000n }], estimated: [{ costUsd4: 800_000n }] },
  '2026-11-16': {
    actual: [
      { costUsd4: 700_000n, cwoName: 'Core, renamed' },
      { ...SHOP, costUsd4: 200_000n },
    ],
  },
};

async function* listWeek(week: string) {
  const { actual = [], estimated = [] } = LEDGER[week] ?? {};
  yield headOf(allocationOf(actual.map(line)));
  if (estimated.length > 0) yield headOf(allocationOf(estimated.map(line), { basis: 'ESTIMATED' }));
}
const deployment = { ledger: { listWeek } } as unknown as Deployment;
const RANGE = { from: ONE[0], to: ONE[2] };

const json = async (options: ShowOptions) => JSON.parse(await show(deployment, { ...options, json: true }));
const summed = (rows: readonly { key: string; costUsd: string }[]) => rows.map(({ key, costUsd }) => [key, costUsd]);

describe('show of several weeks', () => {
  it('sums them, with each week beside and the change of the last one', async () => {
    const told = await json({ ...RANGE, by: 'cwo' });

    expect(faultsOf('cli-show.schema.json', told)).toEqual([]);
    expect(told).toMatchObject({ ...RANGE, totals: { costUsd: '240.0000' } });
    expect(told.rows[0]).toEqual({
      ...{ key: 'C1', name: 'Core, renamed', tokens: 9_007_199_254_742_792, costUsd: '190.0000', hours: '120.00' },
      estimatedPct: '42.11',
      weeks: [
        { weekStartDate: '2026-11-02', tokens: 9_007_199_254_740_992, costUsd: '40.0000' },
        { weekStartDate: '2026-11-09', tokens: 900, costUsd: '80.0000' },
        { weekStartDate: '2026-11-16', tokens: 900, costUsd: '70.0000' },
      ],
      changePct: '-12.50',
    });
    expect(told.rows.map(({ key, changePct }: { key: string; changePct: string }) => [key, changePct])).toEqual([
      ['C1', '-12.50'],
      ['C2', '0.00'],
      ['OVERHEAD', null],
    ]);
  });

  it('loses no token and no unit of money', async () => {
    const whole = await show(deployment, { ...RANGE, by: 'cwo', json: true });

    expect(whole).toContain('"tokens": 9007199254742793,');
  });

  it.each<[by: ShowOptions['by'], rows: string[][]]>([
    [
      'project',
      [
        ['OVERHEAD', '10.0000'],
        ['P1', '190.0000'],
        ['P2', '40.0000'],
      ],
    ],
    [
      'client',
      [
        ['CL1', '190.0000'],
        ['CL2', '40.0000'],
        ['OVERHEAD', '10.0000'],
      ],
    ],
    ['employee', [['E1', '240.0000']]],
  ])('groups by %s', async (by, rows) => {
    expect(summed((await json({ ...RANGE, by })).rows)).toEqual(rows);
  });

  it('is the sum of the weeks, each shown by itself', async () => {
    const weeks = await Promise.all(ONE.map((week) => json({ week, by: 'client' })));
    const usd = weeks.flatMap(({ rows }) => rows.map(({ costUsd }: { costUsd: string }) => Number(costUsd)));

    expect(usd.reduce((sum, one) => sum + one, 0)).toBe(240);
    expect(weeks.flatMap((week) => faultsOf('cli-show.schema.json', week))).toEqual([]);
  });

  it('lists lines of all weeks, of a client alone where one is named', async () => {
    const { rows } = await json({ ...RANGE, by: 'line', client: 'CL2' });

    expect(rows.map(({ cwoId }: { cwoId: string }) => cwoId)).toEqual(['C2', 'C2']);
    expect(faultsOf('cli-show.schema.json', { ...RANGE, rows, totals: { tokens: 1800, costUsd: '40.0000' } })).toEqual(
      [],
    );
  });

  it('is a table with a trend', async () => {
    expect((await show(deployment, { ...RANGE, by: 'client' })).split('\n')).toEqual([
      '┌──────────┬──────────┬────────┬───────────────────────┬──────────┬─────────────┬─────────────┬───────────┬──────────┐',
      '│ key      │ name     │  hours │                tokens │      USD │ estimated % │ USD by week │ last week │ change % │',
      '├──────────┼──────────┼────────┼───────────────────────┼──────────┼─────────────┼─────────────┼───────────┼──────────┤',
      '│ CL1      │ Bank     │ 120.00 │ 9,007,199,254,742,793 │ 190.0000 │       42.11 │ ▄█▇         │   70.0000 │   -12.50 │',
      '│ CL2      │ Shop     │  80.00 │                 1,800 │  40.0000 │        0.00 │ ·██         │   20.0000 │    +0.00 │',
      '│ OVERHEAD │ OVERHEAD │   0.00 │                   900 │  10.0000 │        0.00 │ █··         │    0.0000 │          │',
      '│ total    │          │        │ 9,007,199,254,745,493 │ 240.0000 │             │ ▄██         │   90.0000 │   -10.00 │',
      '└──────────┴──────────┴────────┴───────────────────────┴──────────┴─────────────┴─────────────┴───────────┴──────────┘',
      "weeks 2026-11-02 to 2026-11-16; change of the last week's USD against the week before",
    ]);
  });

  it('has no change where there is one week', async () => {
    const { rows } = await json({ from: ONE[0], to: ONE[0], by: 'cwo' });

    expect(rows.map(({ changePct }: { changePct: string }) => changePct)).toEqual([null, null]);
  });

  it('says that there is nothing', async () => {
    const range = { from: '2026-01-05', to: '2026-01-12', by: 'cwo', cwo: 'C9' } as const;

    expect(await show(deployment, range)).toBe(
      'The ledger holds no line of the weeks from 2026-01-05 to 2026-01-12 that fits.',
    );
  });

  it.each<[what: string, options: Partial<ShowOptions>, message: string]>([
    ['no week', {}, 'name a week with --week, or several with --from and --to'],
    ['half a range', { from: ONE[0] }, '--from and --to'],
    ['a week and a range', { week: ONE[0], ...RANGE }, '--from and --to'],
    ['a range that ends before it begins', { from: ONE[2], to: ONE[0] }, '--to 2026-11-02 is before --from'],
    ['54 weeks', { from: '2025-01-06', to: '2026-01-12' }, 'at most 53 weeks'],
  ])('is refused with %s', async (_, options, message) => {
    await expect(show(deployment, { by: 'cwo', ...options })).rejects.toThrow(message);
  });

  it('takes a whole year', async () => {
    expect((await json({ from: '2025-01-06', to: '2026-01-05', by: 'cwo' })).rows).toEqual([]);
  });
});
