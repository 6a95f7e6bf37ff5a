import { expect, it } from 'vitest';
import { type CwoLine, sumLines } from '../../../core/budgets/week-sum.ts';
import { cwoLine } from './budget-rows.ts';

async function* streamOf(lines: readonly CwoLine[]) {
  yield* lines;
}

it('a week of a CWO is the sum of its lines, of which those ESTIMATED are told apart', async () => {
  const lines = [
    cwoLine(6_000n, { basis: 'ESTIMATED' }),
    cwoLine(1_000n, { role: 'Analyst' }),
    cwoLine(9_000n, { costUsd4: -5n }),
    cwoLine(0n, { role: null }),
  ];

  expect(await sumLines(streamOf(lines))).toEqual({
    actual: { tokens: 16_000n, costUsd4: 69_995n },
    estimated: { tokens: 6_000n, costUsd4: 60_000n },
    employees: 4,
    roles: [
      { role: 'Engineer', tokens: 15_000n, people: 2 },
      { role: 'Analyst', tokens: 1_000n, people: 1 },
      { role: 'other roles', tokens: 0n, people: 1 },
    ],
  });
});

it('without lines it is nothing', async () => {
  const nothing = { tokens: 0n, costUsd4: 0n };

  expect(await sumLines(streamOf([]))).toEqual({ actual: nothing, estimated: nothing, employees: 0, roles: [] });
});

it('sums go past 2^53', async () => {
  const { actual } = await sumLines(streamOf([cwoLine(2n ** 62n), cwoLine(2n ** 62n), cwoLine(1n)]));

  expect(actual.tokens).toBe(9_223_372_036_854_775_809n);
});
