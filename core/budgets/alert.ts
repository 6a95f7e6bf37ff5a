import type { Sha256 } from '../values/hash.ts';
import type { MondayDate } from '../values/week.ts';
import type { BudgetScope, BudgetUnit } from './figures.ts';
import type { RoleUse } from './role-use.ts';
import type { Crossing } from './thresholds.ts';

/** A crossing to be told, with the figures as they were: an entry of the outbox. Amounts are in the unit. */
export interface BudgetAlert extends Crossing {
  readonly alertId: string;
  readonly cwoId: string;
  readonly scope: BudgetScope;
  /** Null for TOTAL. */
  readonly mondayDate: MondayDate | null;
  readonly unit: BudgetUnit;
  readonly budget: bigint;
  readonly actual: bigint;
  readonly estimated: bigint;
  /** What it cost, whatever the unit. */
  readonly costUsd4: bigint;
  /** The newest week of the row and the one before it, in the unit; null where there is none before. */
  readonly change: { readonly before: bigint; readonly after: bigint } | null;
  /** The newest week that the row sums. */
  readonly newestWeek: MondayDate;
  /** Who used it in that week, where the refresh summed its lines. */
  readonly roles: readonly RoleUse[];
  readonly runId: string | null;
  readonly raisedAt: string;
}

type AlertName = Pick<BudgetAlert, 'cwoId' | 'scope' | 'mondayDate' | 'unit' | 'pct' | 'episode' | 'direction'>;

/** `cwoId|scope|mondayDate or TOTAL|unit|pct|episode|direction`, hashed: the same crossing has one name for ever. */
export function alertIdOf(name: AlertName, sha256: Sha256): string {
  const { cwoId, scope, mondayDate, unit, pct, episode, direction } = name;
  return sha256([cwoId, scope, mondayDate ?? 'TOTAL', unit, pct, episode, direction].join('|'));
}
