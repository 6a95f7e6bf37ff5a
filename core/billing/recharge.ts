import { compareIds } from '../values/ids.ts';
import type { Month } from './months.ts';

/** Whether a client pays for what a CWO used. */
export const RECHARGES = ['NONE', 'AT_COST'] as const;
export type Recharge = (typeof RECHARGES)[number];

/** What somebody decided for a CWO. Decisions are never edited: a later one holds from its month on. */
export interface RechargeDecision {
  readonly cwoId: string;
  /** From 1, rising by one with each decision on the CWO. */
  readonly version: number;
  readonly recharge: Recharge;
  readonly from: Month;
  readonly by: string;
  /** ISO instant. */
  readonly at: string;
}

export interface RechargeStore {
  /** All decisions, by CWO and version ascending. */
  list(): Promise<readonly RechargeDecision[]>;
  /** @returns false where the CWO has a decision of that version already */
  add(decision: RechargeDecision): Promise<boolean>;
}

/** The CWOs that are recharged in the month: of each the latest decision counts that holds by then; none is NONE. */
export function rechargedIn(month: Month, decisions: readonly RechargeDecision[]): Set<string> {
  const latest = new Map<string, RechargeDecision>();
  for (const decision of decisions.toSorted((a, b) => compareIds(a.cwoId, b.cwoId) || a.version - b.version)) {
    if (decision.from <= month) latest.set(decision.cwoId, decision);
  }
  return new Set([...latest.values()].filter(({ recharge }) => recharge === 'AT_COST').map(({ cwoId }) => cwoId));
}
