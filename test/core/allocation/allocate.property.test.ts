import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AllocationResult, allocate } from '../../../core/allocation/allocate.ts';
import { Chain } from '../../../core/allocation/chain.ts';
import { weeklyAmount } from '../../../core/usage/usage.ts';
import { weekOf } from '../../../core/values/week.ts';
import { anyWorld, shuffled } from '../../worlds/arbitrary-worlds.ts';
import { type Fraction, fraction, isAbove, minus, plus } from '../../worlds/oracle/fractions.ts';
import { judge, type Verdict, type World } from '../../worlds/oracle/oracle.ts';

function allocateWorld({ monday, usage, answer, rows }: World): AllocationResult {
  return allocate(usage, answer, weekOf(monday), new Chain(rows));
}

/** What a result says, without its weights and the words for a person. */
function essence(result: AllocationResult) {
  if (result.kind === 'SET_ASIDE') return { setAside: result.reason };
  return { ...result.allocation, setAside: null };
}

function expected({ setAside, basis, method, flags, lines }: Verdict) {
  return setAside === null ? { setAside, basis, method, flags, lines } : { setAside };
}

/** Everything of the rules that a verdict is an example of. */
function sights({ rule, setAside, basis, method, flags, lines }: Verdict, { usage }: World): string[] {
  if (setAside !== null) return [setAside];
  const isTiny = usage.tokens === 0n && usage.costUsd6 > 0n && usage.costUsd6 <= 50n;
  const isTie = usage.costUsd6 % 100n === 50n && lines.length > 0;
  const evenOrOdd = (usage.costUsd6 / 100n) % 2n === 0n ? 'half to the even below' : 'half to the even above';
  return [
    `rule ${rule}`,
    `${basis} ${method}`,
    ...flags,
    ...lines.map(({ reason }) => reason ?? 'ordinary line'),
    ...lines.map(({ billable }) => (billable ? 'billable' : 'not billable')),
    ...lines.filter(({ reason }) => reason === 'BROKEN_CHAIN').map(() => `broken chain by ${method}`),
    ...lines.filter(({ projectId, clientId }) => projectId && !clientId).map(() => 'unknown client'),
    lines.length === 0 ? 'no lines' : lines.length > 2 ? 'three lines or more' : 'one or two lines',
    ...(isTiny && lines.length > 1 ? ['tiny usage on several lines'] : []),
    ...(isTie ? [evenOrOdd] : []),
  ];
}

const EVERY_SIGHT = [
  ...['1', '2', '3', '4', '5', '6', '7', '8', '9', '9u'].map((rule) => `rule ${rule}`),
  ...['NEGATIVE_TOTAL', 'AMOUNT_TOO_LARGE', 'MALFORMED_TIMESHEET', 'NEGATIVE_HOURS', 'IMPLAUSIBLE_HOURS'],
  ...['LEAVE_WITH_HOURS', 'FEW_HOURS', 'ENTRY_OUTSIDE_WEEK'],
  ...['ordinary line', 'NO_WORKING_TIME', 'BENCH', 'INTERNAL_TASK', 'NO_TIMESHEET_NO_ALLOCATION'],
  ...['LOGGED_HOURS', 'SUBMITTED_HOURS', 'PLANNED_HOURS', 'EQUAL_SPLIT'].map((method) => `broken chain by ${method}`),
  ...['ACTUAL EQUAL_SPLIT', 'ESTIMATED EQUAL_SPLIT', 'billable', 'not billable', 'unknown client'],
  ...['no lines', 'one or two lines', 'three lines or more', 'tiny usage on several lines'],
  ...['half to the even below', 'half to the even above'],
];

describe('an employee-week of any world', () => {
  it('is allocated as the rules say, and the worlds show every rule', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(anyWorld, (world) => {
        const verdict = judge(world);
        for (const sight of new Set(sights(verdict, world))) seen.set(sight, (seen.get(sight) ?? 0) + 1);

        const result = allocateWorld(world);

        expect(essence(result)).toEqual(expected(verdict));
      }),
      { numRuns: 8000 },
    );

    const rare = EVERY_SIGHT.filter((sight) => (seen.get(sight) ?? 0) < 30);
    expect(rare).toEqual([]);
  });

  it('loses and invents nothing: lines sum to the weekly tokens and the weekly cost', () => {
    fc.assert(
      fc.property(anyWorld, (world) => {
        const result = allocateWorld(world);

        fc.pre(result.kind === 'ALLOCATED');
        const sum = { tokens: 0n, costUsd4: 0n };
        for (const line of result.allocation.lines) {
          expect(line.tokens >= 0n && line.costUsd4 >= 0n).toBe(true);
          sum.tokens += line.tokens;
          sum.costUsd4 += line.costUsd4;
        }
        expect(sum).toEqual(weeklyAmount(world.usage));
      }),
      { numRuns: 2000 },
    );
  });

  it('is in proportion: each line is less than one unit from its exact share', () => {
    const isNear = (units: bigint, share: Fraction) => {
      const off = minus(fraction(units), share);
      return isAbove(fraction(1n), off) && isAbove(plus(off, fraction(1n)), fraction(0n));
    };
    fc.assert(
      fc.property(anyWorld, (world) => {
        const { exact } = judge(world);

        const result = allocateWorld(world);

        fc.pre(result.kind === 'ALLOCATED');
        const { lines } = result.allocation;
        expect(lines).toHaveLength(exact.length);
        for (const [index, { tokens, cost }] of exact.entries()) {
          expect(isNear(lines[index]?.tokens as bigint, tokens)).toBe(true);
          expect(isNear(lines[index]?.costUsd4 as bigint, cost)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('does not depend on the order of anything it is told', () => {
    const twice = anyWorld.chain((world) => fc.tuple(fc.constant(world), shuffled(world)));
    fc.assert(
      fc.property(twice, ([world, other]) => {
        const result = allocateWorld(world);

        expect(essence(allocateWorld(other))).toEqual(essence(result));
      }),
      { numRuns: 2000 },
    );
  });

  it('comes out the same again, and leaves what it was told untouched', () => {
    fc.assert(
      fc.property(anyWorld, (world) => {
        const before = structuredClone(world);

        const [first, second] = [allocateWorld(world), allocateWorld(world)];

        expect(second).toEqual(first);
        expect(world).toEqual(before);
      }),
      { numRuns: 500 },
    );
  });
});
