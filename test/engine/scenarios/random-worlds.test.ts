import { describe, expect, it } from 'vitest';
import { formatDecimal } from '../../../core/values/decimal.ts';
import { fraction, nearestEven } from '../../worlds/oracle/fractions.ts';
import { judge } from '../../worlds/oracle/oracle.ts';
import { oracleWorld, sumOf } from '../../worlds/oracle-world.ts';
import { type RandomWorld, randomWorld } from '../../worlds/random-world.ts';
import { micros, type RawUsage, toCsv, toJsonl, toParquet } from '../../worlds/usage-files.ts';
import { ExpectedLedger, type ExpectedRun } from './expected-ledger.ts';
import type { RunJson } from './json-forms.ts';
import { LedgerWeek } from './ledger-week.ts';
import { randomWeekOf } from './weeks.ts';

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const RULES = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '9u'];
const SET_ASIDE = ['AMOUNT_TOO_LARGE', 'IMPLAUSIBLE_HOURS', 'MALFORMED_TIMESHEET', 'NEGATIVE_HOURS', 'NEGATIVE_TOTAL'];
/** Every third world lives on: the same week is run again with other facts. */
const generationsOf = (seed: number) => (seed % 3 === 0 ? [0, 1] : [0]);

describe.concurrent('a random company', () => {
  it.each(SEEDS)('of seed %i is in the ledger as the rules have it, line by line', async (seed) => {
    const week = new LedgerWeek(randomWeekOf(seed));
    const ledger = new ExpectedLedger();
    for (const generation of generationsOf(seed)) {
      const world = randomWorld(seed, week.monday, generation);
      await week.timesheets.script(world.material);
      await week.loadFiles(filesOf(world));

      const run = await week.run();
      const expected = ledger.run(world, run.runId);
      const lines = await week.lines();
      const setAside = await week.quarantine();

      expect(lines.map(({ allocatedAt: _, ...line }) => line)).toEqual(ledger.lines());
      expect(setAside.map(({ detail: _, repair: __, ...entry }) => entry)).toEqual(
        expect.arrayContaining([...expected.setAside]),
      );
      expect(setAside).toHaveLength(expected.setAside.length);
      expect(run).toMatchObject(summaryOf(world, expected));
    }
    expect(await week.verify()).toEqual({ ...ledger.counts(), faults: [] });
  });
});

it('between them, the random companies meet every rule', () => {
  const met = SEEDS.flatMap((seed) => {
    const world = randomWorld(seed, randomWeekOf(seed));
    return world.usage.map(({ employeeId }) => {
      const { rule, setAside } = judge(oracleWorld(world, employeeId as string));
      return rule ?? setAside;
    });
  });

  expect([...new Set(met)].sort()).toEqual([...RULES, ...SET_ASIDE]);
});

/** The rows of a world in three files of three kinds. */
function filesOf({ usage, badRows, monday }: RandomWorld): Record<string, string | Uint8Array> {
  const rows = [...usage, ...badRows.map(({ row }) => row)];
  const part = (of: number): RawUsage[] => rows.filter((_, index) => index % 3 === of);
  return {
    'spend.csv': toCsv(part(0), monday),
    'spend.jsonl': toJsonl(part(1), monday),
    'spend.parquet': toParquet(part(2), monday),
  };
}

function summaryOf(world: RandomWorld, expected: ExpectedRun): Partial<RunJson> & { exitCode: number } {
  const { lines, setAside, ...counts } = expected;
  const rows = [...world.usage, ...world.badRows.map(({ row }) => row)];
  const weeks = setAside.filter(({ kind }) => kind === 'EMPLOYEE_WEEK');
  const sumOfLines = (fits: (line: (typeof lines)[number]) => boolean) => {
    const chosen = lines.filter(fits);
    return {
      tokens: chosen.reduce((sum, line) => sum + line.allocatedTokens, 0n),
      costUsd4: chosen.reduce((sum, line) => sum + micros(line.allocatedCostUsd) / 100n, 0n),
    };
  };
  const whole = sumOfLines(() => true);
  const estimated = sumOfLines(({ allocationBasis }) => allocationBasis === 'ESTIMATED');
  const quarantined = {
    tokens: setAside.reduce((sum, { tokens }) => sum + tokens, 0n),
    // Each employee-week is rounded, and the rows together.
    costUsd4:
      weeks.reduce((sum, { costUsd }) => sum + toUsd4(micros(costUsd)), 0n) +
      toUsd4(sumOf(world.badRows.map(({ row }) => row)).costUsd6),
  };
  const read = { tokens: whole.tokens + quarantined.tokens, costUsd4: whole.costUsd4 + quarantined.costUsd4 };
  return {
    ...counts,
    exitCode: weeks.length > 0 ? 3 : 0,
    status: weeks.length > 0 ? 'PARTIAL' : 'SUCCEEDED',
    lines: lines.length,
    usage: amount(read),
    allocated: amount(sumOfLines(({ cwoId }) => cwoId !== 'OVERHEAD' && cwoId !== 'UNALLOCATED')),
    overhead: amount(sumOfLines(({ cwoId }) => cwoId === 'OVERHEAD')),
    unallocated: amount(sumOfLines(({ cwoId }) => cwoId === 'UNALLOCATED')),
    superseded: amount({ tokens: 0n, costUsd4: 0n }),
    failed: amount({ tokens: 0n, costUsd4: 0n }),
    quarantined: { ...amount(quarantined), rows: world.badRows.length, employeeWeeks: weeks.length },
    rowsWithoutTokens: rows.filter(({ tokens }) => tokens === null).length,
    roundingUsd: formatDecimal(read.costUsd4 * 100n - sumOf(rows).costUsd6, 6),
    estimatedPct: formatDecimal(nearestEven(fraction(estimated.costUsd4 * 10_000n, whole.costUsd4)), 2),
    failure: null,
  };
}

function toUsd4(costUsd6: bigint): bigint {
  return nearestEven(fraction(costUsd6, 100n));
}

function amount({ tokens, costUsd4 }: { readonly tokens: bigint; readonly costUsd4: bigint }) {
  return { tokens, costUsd: formatDecimal(costUsd4, 4) };
}
