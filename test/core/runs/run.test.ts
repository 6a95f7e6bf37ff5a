import { describe, expect, it } from 'vitest';
import type { Allocation } from '../../../core/allocation/allocation.ts';
import { breakdownOf, type Outcome } from '../../../core/runs/outcome.ts';
import { addFailed, addOutcome, findDifference, NO_TOTALS, type RunTotals, statusOf } from '../../../core/runs/run.ts';
import { NO_USAGE_READ } from '../../../core/usage/usage-read.ts';
import { type Amount, formatUsd4 } from '../../../core/values/money.ts';
import { allocationOf, line } from '../../worlds/heads.ts';

const EACH = { tokens: 900n, costUsd4: 450_000n };
const NOTHING = { tokens: 0n, costUsd4: 0n };

const onOneCwo = allocationOf([line()]);
const onThree = allocationOf(
  [
    line({ tokens: 300n, costUsd4: 150_000n }),
    line({ target: 'OVERHEAD', tokens: 400n, costUsd4: 200_000n }),
    line({ target: 'UNALLOCATED', tokens: 200n, costUsd4: 100_000n }),
  ],
  { basis: 'ESTIMATED' },
);

function outcome(kind: Outcome['kind'], allocation: Allocation | null = null, changes: Partial<Outcome> = {}): Outcome {
  const breakdown = allocation && breakdownOf(allocation);
  return {
    employeeId: 'E1',
    kind,
    origin: 'LAKE',
    amount: EACH,
    exactUsd6: 45_000_000n,
    breakdown,
    reason: null,
    detail: null,
    hasVanished: false,
    ...changes,
  };
}

function totalsOf(...outcomes: Outcome[]): RunTotals {
  return outcomes.reduce(addOutcome, NO_TOTALS);
}

/** One of each kind. */
const everyKind = [
  outcome('COMMITTED', onOneCwo),
  outcome('CONFIRMED', onThree),
  outcome('SUPERSEDED'),
  outcome('QUARANTINED', null, { reason: 'NEGATIVE_HOURS' }),
  outcome('FAILED', null, { reason: 'CONTENDED' }),
];

describe('the breakdown of an allocation', () => {
  it('tells CWOs, overhead and unallocated apart, and what is estimated', () => {
    expect(breakdownOf(onThree)).toEqual({
      lines: 3,
      allocated: { tokens: 300n, costUsd4: 150_000n },
      overhead: { tokens: 400n, costUsd4: 200_000n },
      unallocated: { tokens: 200n, costUsd4: 100_000n },
      estimatedUsd4: 450_000n,
    });
  });

  it('has nothing estimated on a basis of facts, and sums CWOs', () => {
    const two = allocationOf([line(), line({ target: 'C2' })]);

    expect(breakdownOf(two)).toMatchObject({
      lines: 2,
      allocated: { tokens: 1800n, costUsd4: 900_000n },
      estimatedUsd4: 0n,
    });
  });

  it('of no lines is nothing', () => {
    const none = { lines: 0, allocated: NOTHING, overhead: NOTHING, unallocated: NOTHING, estimatedUsd4: 0n };

    expect(breakdownOf(allocationOf([]))).toEqual(none);
  });
});

describe('the totals of a run', () => {
  it.each([
    ['COMMITTED', 'committed', 'employeesCommitted'],
    ['CONFIRMED', 'confirmed', 'employeesConfirmed'],
    ['SUPERSEDED', 'superseded', 'employeesSuperseded'],
    ['QUARANTINED', 'quarantined', 'employeesQuarantined'],
    ['FAILED', 'failed', 'employeesFailed'],
  ] as const)('count a %s employee-week as %s alone', (kind, amountOf, countOf) => {
    const totals = totalsOf(outcome(kind), outcome(kind));

    expect(totals).toEqual({ ...NO_TOTALS, [amountOf]: { tokens: 1800n, costUsd4: 900_000n }, [countOf]: 2 });
  });

  it('add up the breakdowns of what is in the ledger', () => {
    const totals = totalsOf(...everyKind);

    expect(totals).toMatchObject({
      lines: 4,
      allocated: { tokens: 1200n, costUsd4: 600_000n },
      overhead: { tokens: 400n, costUsd4: 200_000n },
      unallocated: { tokens: 200n, costUsd4: 100_000n },
      estimatedUsd4: 450_000n,
    });
  });

  it('count employees who vanished beside their kind', () => {
    const totals = totalsOf(outcome('CONFIRMED', onOneCwo, { hasVanished: true }), outcome('CONFIRMED', onOneCwo));

    expect(totals).toMatchObject({ employeesConfirmed: 2, employeesVanished: 1 });
  });

  it('count what left no outcome as failed', () => {
    const totals = addFailed(totalsOf(outcome('FAILED')), { employees: 3, amount: { tokens: 100n, costUsd4: 1n } });

    expect(totals).toEqual({ ...NO_TOTALS, failed: { tokens: 1000n, costUsd4: 450_001n }, employeesFailed: 4 });
  });

  it('do not depend on the order and leave the sum so far as it was', () => {
    const before = structuredClone(NO_TOTALS);

    expect(totalsOf(...everyKind.toReversed())).toEqual(totalsOf(...everyKind));
    expect(NO_TOTALS).toEqual(before);
  });
});

describe('what was read and what became of it', () => {
  const setAside = { rows: 2, amount: { tokens: 7n, costUsd4: -50n } };
  const read = (usage: Amount) => ({ ...NO_USAGE_READ, usage, setAside });
  const whole = { tokens: 5n * 900n + 7n, costUsd4: 5n * 450_000n - 50n };

  it('agree where every employee-week ended somewhere', () => {
    expect(findDifference(read(whole), totalsOf(...everyKind))).toBeNull();
    expect(findDifference(NO_USAGE_READ, NO_TOTALS)).toBeNull();
  });

  it.each(['COMMITTED', 'CONFIRMED'] as const)('agree where all is %s', (kind) => {
    const one = outcome(kind, onThree);

    expect(findDifference({ ...NO_USAGE_READ, usage: EACH }, totalsOf(one))).toBeNull();
  });

  it.each(everyKind.map((missing) => [missing.kind, missing] as const))(
    'differ where a %s one is lost or counted twice',
    (_, one) => {
      const others = everyKind.filter((other) => other !== one);

      expect(findDifference(read(whole), totalsOf(...others))).toContain('accounted for');
      expect(findDifference(read(whole), totalsOf(...everyKind, one))).toContain('accounted for');
    },
  );

  it.each([
    ['a token more', { ...whole, tokens: whole.tokens + 1n }],
    ['a token less', { ...whole, tokens: whole.tokens - 1n }],
    ['a unit of cost more', { ...whole, costUsd4: whole.costUsd4 + 1n }],
    ['a unit of cost less', { ...whole, costUsd4: whole.costUsd4 - 1n }],
  ])('differ by %s, and both are named', (_, usage) => {
    const difference = findDifference(read(usage), totalsOf(...everyKind));

    expect(difference).toContain(`${usage.tokens} tokens`);
    expect(difference).toContain(`${whole.tokens} tokens`);
    expect(difference).toContain(`${formatUsd4(usage.costUsd4)} USD`);
  });

  it('differ where the rows set aside are forgotten', () => {
    const forgotten = { ...read(whole), setAside: NO_USAGE_READ.setAside };

    expect(findDifference(forgotten, totalsOf(...everyKind))).toContain('accounted for');
  });

  it.each([
    ['a line is missing', outcome('COMMITTED', allocationOf([line({ tokens: 899n })]))],
    ['a line is a unit short', outcome('CONFIRMED', allocationOf([line({ costUsd4: 449_999n })]))],
    ['no breakdown came with it', outcome('COMMITTED')],
    ['something quarantined has lines', outcome('QUARANTINED', onOneCwo)],
  ])('differ in the lines where %s', (_, one) => {
    const difference = findDifference({ ...NO_USAGE_READ, usage: EACH }, totalsOf(one));

    expect(difference).toContain('in its lines');
  });
});

describe('a run whose sums agree', () => {
  it.each<[string, Outcome['kind'][], string]>([
    ['committed all', ['COMMITTED', 'COMMITTED'], 'SUCCEEDED'],
    ['found nothing new', ['CONFIRMED'], 'SUCCEEDED'],
    ['came too late', ['SUPERSEDED'], 'SUCCEEDED'],
    ['committed all but one quarantined', ['COMMITTED', 'QUARANTINED'], 'PARTIAL'],
    ['committed all but one failed', ['CONFIRMED', 'FAILED'], 'PARTIAL'],
    ['was superseded but for one failed', ['SUPERSEDED', 'FAILED'], 'PARTIAL'],
    ['quarantined everything', ['QUARANTINED', 'QUARANTINED'], 'FAILED'],
    ['failed everywhere', ['FAILED'], 'FAILED'],
    ['quarantined or failed everything', ['QUARANTINED', 'FAILED'], 'FAILED'],
  ])('that %s (%j) ends %s', (_, kinds, status) => {
    const totals = totalsOf(...kinds.map((kind) => outcome(kind)));
    const read = { ...NO_USAGE_READ, employees: kinds.length };

    expect(statusOf({ trigger: 'WEEKLY', read, totals })).toBe(status);
  });

  it.each<[string, Outcome['kind'][], string]>([
    ['set aside the one it was of', ['QUARANTINED'], 'PARTIAL'],
    ['committed one and set one aside', ['COMMITTED', 'QUARANTINED'], 'PARTIAL'],
    ['failed on the one it was of', ['FAILED'], 'FAILED'],
    ['set one aside and failed on the other', ['QUARANTINED', 'FAILED'], 'FAILED'],
  ])('and is a recalculation that %s (%j) ends %s', (_, kinds, status) => {
    const totals = totalsOf(...kinds.map((kind) => outcome(kind)));
    const read = { ...NO_USAGE_READ, employees: kinds.length };

    for (const trigger of ['WEBHOOK', 'SWEEP'] as const) expect(statusOf({ trigger, read, totals })).toBe(status);
  });

  it.each([
    ['had nothing to do', 0, [], 'SUCCEEDED'],
    ['found only rows it had to set aside', 2, [], 'FAILED'],
    ['committed all beside rows it had to set aside', 2, ['COMMITTED'], 'SUCCEEDED'],
  ] as const)('that %s (%i rows, %j) ends %s', (_, rows, kinds, status) => {
    const totals = totalsOf(...kinds.map((kind) => outcome(kind)));
    const read = { ...NO_USAGE_READ, employees: kinds.length, setAside: { rows, amount: EACH } };

    expect(statusOf({ trigger: 'WEEKLY', read, totals })).toBe(status);
  });
});
