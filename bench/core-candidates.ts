import { Decimal } from 'decimal.js';
import { dinero, allocate as dineroAllocate, toSnapshot } from 'dinero.js/bigint';
import { allocate } from '../core/allocation/allocate.ts';
import { Chain } from '../core/allocation/chain.ts';
import { split } from '../core/allocation/split.ts';
import { weeklyAmount } from '../core/usage/usage.ts';
import type { Amount } from '../core/values/money.ts';
import { weekOf } from '../core/values/week.ts';
import { type BenchBatch, MONDAY } from './core-inputs.ts';

/** The ways to divide an employee-week that are compared, each from the same inputs to amounts of lines. */

/** The lines of each employee-week. */
export type Lines = readonly (readonly Amount[])[];

export interface Candidate {
  readonly name: string;
  /** One for each batch, as a run has one in hand at a time: makes ready what is not timed, returns what is. */
  readonly batches: readonly (() => () => Lines)[];
}

/** What a library gets for nothing: weekly amount and weights, as it likes them best. */
interface ReadySplit<Value, AmountValue = Value> {
  readonly tokens: AmountValue;
  readonly costUsd4: AmountValue;
  readonly weights: Value[];
}

const WEEK = weekOf(MONDAY);
const TOKENS = { code: 'TOKEN', base: 10n, exponent: 0n } as const;
const USD4 = { code: 'USD', base: 10n, exponent: 4n } as const;
/** 40 digits hold the product of the largest amount and the largest weight exactly. */
const Exact = Decimal.clone({ precision: 40 });

/**
 * First is ours: usage, timesheet and chain in, lines out. As in a run, the chain was made just before; the second row
 * counts that too. The others only split.
 */
export function candidatesFor(batches: readonly BenchBatch[]): Candidate[] {
  const ready = batches.map(readySplits);
  const bigints = ready.map((batch) => batch.map((one) => ({ ...one, weights: one.weights.map(BigInt) })));
  const decimals = ready.map((batch) => batch.map(toDecimals));
  return [
    { name: 'Tokenledger, the whole rule', batches: batches.map((batch) => () => withChain(batch)) },
    { name: 'Tokenledger, the rule and its chain', batches: batches.map((batch) => () => () => withChain(batch)()) },
    { name: 'Tokenledger, its split alone', batches: ready.map((batch) => () => () => batch.map(splitOurs)) },
    { name: 'dinero.js (bigint), split alone', batches: bigints.map((batch) => () => () => batch.map(splitByDinero)) },
    { name: 'decimal.js, split alone', batches: decimals.map((batch) => () => () => batch.map(splitByDecimal)) },
  ];
}

function withChain({ employees, chain: rows }: BenchBatch): () => Lines {
  const chain = new Chain(rows);
  return () => employees.map((employee) => allocateOne(employee, chain).allocation.lines);
}

function allocateOne({ usage, answer }: BenchBatch['employees'][number], chain: Chain) {
  const result = allocate(usage, answer, WEEK, chain);
  if (result.kind === 'SET_ASIDE') throw new Error(`a benchmark input was set aside: ${result.reason}`);
  return result;
}

function readySplits({ employees, chain: rows }: BenchBatch): ReadySplit<number, bigint>[] {
  const chain = new Chain(rows);
  return employees.map((employee) => {
    const { weights } = allocateOne(employee, chain);
    return { ...weeklyAmount(employee.usage), weights: weights.map(({ weight }) => weight) };
  });
}

function splitOurs({ tokens, costUsd4, weights }: ReadySplit<number, bigint>): Amount[] {
  const tokenShares = split(tokens, weights);
  const costShares = split(costUsd4, weights);
  return weights.map((_, index) => ({ tokens: tokenShares[index] as bigint, costUsd4: costShares[index] as bigint }));
}

function splitByDinero({ tokens, costUsd4, weights }: ReadySplit<bigint>): Amount[] {
  const tokenShares = dineroAllocate(dinero({ amount: tokens, currency: TOKENS }), weights);
  const costShares = dineroAllocate(dinero({ amount: costUsd4, currency: USD4 }), weights);
  return costShares.map((share, index) => ({
    tokens: toSnapshot(tokenShares[index] as (typeof tokenShares)[number]).amount,
    costUsd4: toSnapshot(share).amount,
  }));
}

function toDecimals({ tokens, costUsd4, weights }: ReadySplit<number, bigint>): ReadySplit<Decimal> {
  return {
    tokens: new Exact(tokens),
    costUsd4: new Exact(costUsd4),
    weights: weights.map((weight) => new Exact(weight)),
  };
}

function splitByDecimal({ tokens, costUsd4, weights }: ReadySplit<Decimal>): Amount[] {
  const tokenShares = largestRemainder(tokens, weights);
  const costShares = largestRemainder(costUsd4, weights);
  return weights.map((_, index) => ({
    tokens: BigInt((tokenShares[index] as Decimal).toFixed()),
    costUsd4: BigInt((costShares[index] as Decimal).toFixed()),
  }));
}

function largestRemainder(amount: Decimal, weights: readonly Decimal[]): Decimal[] {
  const total = weights.reduce((sum, weight) => sum.plus(weight));
  const products = weights.map((weight) => amount.times(weight));
  const shares = products.map((product) => product.divToInt(total));
  const rests = products.map((product, index) => product.minus((shares[index] as Decimal).times(total)));
  const order = rests.map((_, index) => index).sort((a, b) => (rests[b] as Decimal).cmp(rests[a] as Decimal));
  const left = shares.reduce((rest, share) => rest.minus(share), amount).toNumber();
  for (const index of order.slice(0, left)) shares[index] = (shares[index] as Decimal).plus(1);
  return shares;
}
