import type { EmployeeAnswer } from '../timesheets/timesheets.ts';
import { type ExactUsage, isZeroUsage, weeklyAmount } from '../usage/usage.ts';
import { type Amount, fitsLedger, formatUsd6 } from '../values/money.ts';
import type { Week } from '../values/week.ts';
import type { Allocation, AllocationLine, SetAside } from './allocation.ts';
import type { Chain } from './chain.ts';
import { applyRules } from './rules.ts';
import { split } from './split.ts';
import type { Weight } from './weights.ts';

export type AllocationResult =
  | { readonly kind: 'ALLOCATED'; readonly allocation: Allocation; readonly weights: readonly Weight[] }
  | ({ readonly kind: 'SET_ASIDE' } & SetAside);

/**
 * The whole money rule for one employee-week: weekly usage and what the timesheet system said in, lines out.
 * The lines sum to the weekly tokens and the rounded weekly cost exactly.
 */
export function allocate(usage: ExactUsage, answer: EmployeeAnswer, week: Week, chain: Chain): AllocationResult {
  const amount = weeklyAmount(usage);
  const outOfRange = checkUsage(usage, amount);
  if (outOfRange) return { kind: 'SET_ASIDE', ...outOfRange };
  const result = applyRules(answer, week, chain);
  if (result.kind === 'SET_ASIDE') return result;
  const { basis, method, flags, weights } = result;
  const lines = isZeroUsage(usage) ? [] : splitIntoLines(amount, weights);
  return { kind: 'ALLOCATED', allocation: { basis, method, flags, lines }, weights };
}

/** Why a weekly usage cannot be allocated, whatever the timesheet says. */
export function checkUsage(usage: ExactUsage, amount: Amount): SetAside | undefined {
  if (usage.costUsd6 < 0n) {
    return { reason: 'NEGATIVE_TOTAL', detail: `cost_usd of the week sums to ${formatUsd6(usage.costUsd6)}` };
  }
  if (!fitsLedger(amount)) {
    const detail = `${usage.tokens} tokens and ${formatUsd6(usage.costUsd6)} USD exceed BIGINT or DECIMAL(18,4)`;
    return { reason: 'AMOUNT_TOO_LARGE', detail };
  }
  return undefined;
}

function splitIntoLines({ tokens, costUsd4 }: Amount, weights: readonly Weight[]): AllocationLine[] {
  const parts = weights.map(({ weight }) => weight);
  const tokenShares = split(tokens, parts);
  const costShares = split(costUsd4, parts);
  return weights.map((weight, index) => toLine(weight, tokenShares[index] as bigint, costShares[index] as bigint));
}

function toLine({ destination, hours }: Weight, tokens: bigint, costUsd4: bigint): AllocationLine {
  const { target, reason, role, cwo, project } = destination;
  return {
    target,
    tokens,
    costUsd4,
    reason,
    billable: cwo?.billable ?? false,
    cwoRoleId: role?.cwoRoleId ?? null,
    role: role?.role ?? null,
    hours,
    cwoName: cwo?.name ?? null,
    projectId: cwo?.projectId ?? null,
    projectName: project?.name ?? null,
    clientId: project?.clientId ?? null,
    clientName: project?.clientName ?? null,
  };
}
