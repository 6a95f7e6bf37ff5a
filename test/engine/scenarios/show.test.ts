import { beforeAll, describe, expect, it } from 'vitest';
import { usage } from '../../worlds/usage-files.ts';
import type { GroupJson } from './json-forms.ts';
import { ledger } from './ledger-cli.ts';
import { LedgerWeek } from './ledger-week.ts';
import { weekOf } from './weeks.ts';

/** One more than a binary float can tell from its neighbour, and the most of a week. */
const ODD = 2n ** 53n + 1n;
const MOST = 2n ** 63n - 1n;

type Row = readonly [key: string, name: string, tokens: bigint, costUsd: string, hours: string, estimatedPct: string];

describe('show', () => {
  const week = new LedgerWeek(weekOf('show'));
  const show = (...options: string[]) => ledger(['show', '--week', week.monday, ...options]);

  beforeAll(async () => {
    await week.say(
      {
        'SH-1': { logs: { 'SH-A': '24.00', 'SH-B': '8.00', INTERNAL: '8.00' } },
        'SH-2': { status: 'SUBMITTED', logs: { 'SH-A': '10.00' } },
        'SH-3': { logs: { 'SH-C': '40.00' } },
      },
      { 'SH-B': { projectId: 'P-2' }, 'SH-C': { projectId: 'P-2', name: 'Zürich, "core"' } },
    );
    await week.load('spend.csv', [
      usage('SH-1', '100.00', 500n),
      usage('SH-2', '60.00', ODD),
      usage('SH-3', '0.01', MOST),
      usage('SH-4', '1000.00', MOST),
    ]);
    await week.run();
  });

  it.each<[by: string, rows: Row[]]>([
    [
      'cwo',
      [
        ['OVERHEAD', 'OVERHEAD', 100n, '20.0000', '8.00', '0.00'],
        ['SH-A', 'Work order SH-A', ODD + 300n, '120.0000', '34.00', '50.00'],
        ['SH-B', 'Work order SH-B', 100n, '20.0000', '8.00', '0.00'],
        ['SH-C', 'Zürich, "core"', MOST, '0.0100', '40.00', '0.00'],
        ['UNALLOCATED', 'UNALLOCATED', MOST, '1000.0000', '0.00', '100.00'],
      ],
    ],
    [
      'project',
      [
        ['OVERHEAD', 'OVERHEAD', 100n, '20.0000', '8.00', '0.00'],
        ['P-1', 'Project P-1', ODD + 300n, '120.0000', '34.00', '50.00'],
        ['P-2', 'Project P-2', MOST + 100n, '20.0100', '48.00', '0.00'],
        ['UNALLOCATED', 'UNALLOCATED', MOST, '1000.0000', '0.00', '100.00'],
      ],
    ],
    [
      'employee',
      [
        ['SH-1', 'SH-1', 500n, '100.0000', '40.00', '0.00'],
        ['SH-2', 'SH-2', ODD, '60.0000', '10.00', '100.00'],
        ['SH-3', 'SH-3', MOST, '0.0100', '40.00', '0.00'],
        ['SH-4', 'SH-4', MOST, '1000.0000', '0.00', '100.00'],
      ],
    ],
  ])('sums by %s', async (by, expected) => {
    const { rows, totals } = await week.show<GroupJson>('--by', by);

    expect(rows).toEqual(
      expected.map(([key, name, tokens, costUsd, hours, estimatedPct]) => {
        return { key, name, tokens, costUsd, hours, estimatedPct };
      }),
    );
    expect(totals).toEqual({ tokens: 2n * MOST + ODD + 500n, costUsd: '1160.0100' });
  });

  it.each<[options: string[], ids: string[], costUsd: string]>([
    [['--cwo', 'SH-A'], ['SH-1#SH-A', 'SH-2#SH-A'], '120.0000'],
    [['--cwo', 'UNALLOCATED'], ['SH-4#UNALLOCATED'], '1000.0000'],
    [['--employee', 'SH-1'], ['SH-1#OVERHEAD', 'SH-1#SH-A', 'SH-1#SH-B'], '100.0000'],
    [['--project', 'P-2'], ['SH-1#SH-B', 'SH-3#SH-C'], '20.0100'],
    [['--project', 'P-2', '--employee', 'SH-1'], ['SH-1#SH-B'], '20.0000'],
    [['--cwo', 'SH-A', '--project', 'P-2'], [], '0.0000'],
  ])('filters by %s', async (options, ids, costUsd) => {
    const { rows, totals } = await week.show(...options);

    expect(rows.map(({ id }) => id)).toEqual(ids.map((id) => `${week.monday}#${id}`));
    expect(totals.costUsd).toBe(costUsd);
  });

  it('writes tokens of any size as JSON integers of all their digits', async () => {
    const { stdout } = await show('--json');

    expect(stdout).toContain('"allocatedTokens": 9007199254740993,');
    expect(stdout).toContain('"allocatedTokens": 9223372036854775807,');
    expect(stdout).toContain('"tokens": 18455751272964293107,');
  });

  it('marks for a person what is provisional', async () => {
    const [lines, cwos, none] = await Promise.all([show(), show('--by', 'cwo'), show('--cwo', 'NONE')]);

    expect(lines.stdout).toMatch(/SH-2 .*SH-A .*9,007,199,254,740,993 .*60\.0000 .*ESTIMATED ~/);
    expect(lines.stdout).toMatch(/SH-1 .*SH-A .*60\.0000 .*ACTUAL /);
    expect(cwos.stdout).toMatch(/SH-A .*50\.00 ~/);
    expect(cwos.stdout).toMatch(/total .*1,160\.0100/);
    expect(none).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('no line') });
  });
});
