import Table from 'cli-table3';
import { type Amount, addAmounts, sameAmount, ZERO_AMOUNT } from '../core/money.ts';
import { type Candidate, candidatesFor, type Lines } from './core-candidates.ts';
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
const WARM_UP_ROUNDS = 6;
const ROUNDS = 21;

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
  const expected = (ours as Candidate).run().map(sumOf);
  for (const other of others) {
    const sums = other.run().map(sumOf);
    const differing = sums.findIndex((sum, index) => !sameAmount(sum, expected[index] as Amount));
    if (sums.length !== expected.length || differing >= 0) {
      throw new Error(`${other.name}: sums of employee-week ${differing} of ${sums.length} differ from ours`);
    }
  }
}

function sumOf(lines: Lines[number]): Amount {
  return lines.reduce<Amount>(addAmounts, ZERO_AMOUNT);
}

function secondsOf(candidate: Candidate): number {
  const start = process.hrtime.bigint();
  const lines = candidate.run();
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (lines.length !== EMPLOYEE_WEEKS) throw new Error(`${candidate.name}: ${lines.length} employee-weeks`);
  return seconds;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}

if (import.meta.main) {
  const table = new Table({ head: ['way', 'employee-weeks/s', 'ours is'], colAligns: ['left', 'right', 'right'] });
  for (const { name, perSecond, ratioToOurs } of benchCore().rows) {
    table.push([name, Math.round(perSecond).toLocaleString('en'), `${ratioToOurs.toFixed(2)} x`]);
  }
  console.log(table.toString());
}
