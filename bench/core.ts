import { renderTable } from '../cli/view/table.ts';
import { type Amount, addAmounts, sameAmount, ZERO_AMOUNT } from '../core/values/money.ts';
import { type Candidate, candidatesFor } from './core-candidates.ts';
import { makeBatches } from './core-inputs.ts';

/**
 * How many employee-weeks a second the allocation core divides on one thread, beside libraries that are given weights
 * and amounts for nothing. All get the same inputs in the same process, in rounds that take turns; the median counts.
 */

export interface BenchRow {
  readonly name: string;
  /** Employee-weeks a second. */
  readonly perSecond: number;
  /** How many times as many the whole rule of ours does. */
  readonly ratioToOurs: number;
}

const EMPLOYEE_WEEKS = 5_000;
const WARM_UP_ROUNDS = 15;
const ROUNDS = 31;

/** @throws Error where two ways do not come to the same sums */
export function benchCore(): { rows: BenchRow[] } {
  const candidates = candidatesFor(makeBatches(EMPLOYEE_WEEKS));
  proveSameSums(candidates);
  const seconds = candidates.map((): number[] => []);
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    for (let turn = 0; turn < candidates.length; turn += 1) {
      const index = (round + WARM_UP_ROUNDS + turn) % candidates.length;
      const spent = secondsOf(candidates[index] as Candidate);
      if (round >= 0) seconds[index]?.push(spent);
    }
  }
  const perSecond = seconds.map((rounds) => EMPLOYEE_WEEKS / median(rounds));
  const ours = perSecond[0] as number;
  const rows = candidates.map(({ name }, index) => {
    const speed = perSecond[index] as number;
    return { name, perSecond: speed, ratioToOurs: ours / speed };
  });
  return { rows };
}

/** Remainders may go to other lines elsewhere, but nothing may be lost: the sums of each employee-week are the same. */
function proveSameSums([ours, ...others]: readonly Candidate[]): void {
  const expected = sumsOf(ours as Candidate);
  for (const other of others) {
    const sums = sumsOf(other);
    const differing = sums.findIndex((sum, index) => !sameAmount(sum, expected[index] as Amount));
    if (sums.length !== expected.length || differing >= 0) {
      throw new Error(`${other.name}: sums of employee-week ${differing} of ${sums.length} differ from ours`);
    }
  }
}

function sumsOf({ batches }: Candidate): Amount[] {
  return batches.flatMap((makeReady) => makeReady()().map((lines) => lines.reduce<Amount>(addAmounts, ZERO_AMOUNT)));
}

function secondsOf({ name, batches }: Candidate): number {
  let employeeWeeks = 0;
  let nanoseconds = 0n;
  for (const makeReady of batches) {
    const divide = makeReady();
    const start = process.hrtime.bigint();
    employeeWeeks += divide().length;
    nanoseconds += process.hrtime.bigint() - start;
  }
  if (employeeWeeks !== EMPLOYEE_WEEKS) throw new Error(`${name}: ${employeeWeeks} employee-weeks`);
  return Number(nanoseconds) / 1e9;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}

if (import.meta.main) {
  console.log(
    renderTable(benchCore().rows, [
      { title: 'way', of: ({ name }) => name },
      {
        title: 'employee-weeks/s',
        of: ({ perSecond }) => Math.round(perSecond).toLocaleString('en'),
        isNumber: true,
      },
      { title: 'ours is', of: ({ ratioToOurs }) => `${ratioToOurs.toFixed(2)} x`, isNumber: true },
    ]),
  );
}
