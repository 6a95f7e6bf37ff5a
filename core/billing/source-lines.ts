import type { AllocationLine } from '../allocation/allocation.ts';
import { applyRules } from '../allocation/rules.ts';
import { split } from '../allocation/split.ts';
import { type Head, latestInputs } from '../ledger/revision.ts';
import { type SourceUsage, sumUsage, weeklyAmount } from '../usage/usage.ts';
import { compareIds } from '../values/ids.ts';
import { type Amount, USD6_PER_USD4 } from '../values/money.ts';
import { weekOf } from '../values/week.ts';
import { EvidenceMissingError, type EvidenceReader } from './known-evidence.ts';
import { roundTo, spread } from './spread.ts';

/** What falls of a line to a source: a tool or provider. */
export interface SourceLine extends Amount {
  readonly source: string;
  readonly line: AllocationLine;
}

/**
 * The lines of an employee-week by source (`docs/publication.md`, "Line by source"), by source and then by target ascending. Per line
 * they sum to it, and per source to its cost in 4 decimals, which sum to the weekly amount.
 * @throws EvidenceMissingError where credits cancel the cost out and what the lines weigh is not known any more
 */
export async function sourceLines(head: Head, evidence: EvidenceReader): Promise<SourceLine[]> {
  const { lines } = head.revision.allocation;
  const sources = latestInputs(head).sources.toSorted((a, b) => compareIds(a.source, b.source));
  if (lines.length === 0 || sources.length === 0) return [];
  const amount = weeklyAmount(sumUsage(sources));
  const costs = roundTo(
    sources.map(({ costUsd6 }) => costUsd6),
    USD6_PER_USD4,
    amount.costUsd4,
  );
  const ofCosts =
    amount.costUsd4 === 0n && costs.some((cost) => cost !== 0n)
      ? cancelled(costs, await weightsOf(head, evidence))
      : spreadOr0(costs, costsOf(lines), amount.costUsd4);
  const ofTokens = spreadOr0(tokensOf(sources), tokensOf(lines), amount.tokens);
  return sources.flatMap(({ source }, row) =>
    lines.map((line, column) => ({
      source,
      line,
      tokens: ofTokens[row]?.[column] ?? 0n,
      costUsd4: ofCosts[row]?.[column] ?? 0n,
    })),
  );
}

function costsOf(lines: readonly AllocationLine[]): bigint[] {
  return lines.map(({ costUsd4 }) => costUsd4);
}

function tokensOf(counted: readonly Pick<SourceUsage, 'tokens'>[]): bigint[] {
  return counted.map(({ tokens }) => tokens);
}

function spreadOr0(rows: readonly bigint[], columns: readonly bigint[], total: bigint): bigint[][] {
  return total === 0n ? [] : spread(rows, columns, total);
}

/** Where the amount is 0: each source's own cost as the lines weigh, the last source so that every line has 0. */
function cancelled(costs: readonly bigint[], weights: readonly number[]): bigint[][] {
  const table = costs.slice(0, -1).map((cost) => splitSigned(cost, weights));
  const last = weights.map((_, column) => -table.reduce((sum, row) => sum + (row[column] as bigint), 0n));
  return [...table, last];
}

function splitSigned(cost: bigint, weights: readonly number[]): bigint[] {
  return cost < 0n ? split(-cost, weights).map((share) => -share) : split(cost, weights);
}

/** What the lines weigh, in their order. */
async function weightsOf(head: Head, evidence: EvidenceReader): Promise<number[]> {
  const { mondayDate, allocation, inputs } = head.revision;
  const { employee, chain } = await evidence.read(head);
  const result = applyRules(employee.answer, weekOf(mondayDate), chain);
  const weights = result.kind === 'WEIGHTED' ? result.weights.map(({ weight }) => weight) : [];
  if (weights.length !== allocation.lines.length) throw new EvidenceMissingError(mondayDate, inputs.evidenceHash);
  return weights;
}
