import type { EvidenceStore } from '../ledger/evidence.ts';
import type { LedgerReader } from '../ledger/ledger.ts';
import type { MondayDate } from '../values/week.ts';
import type { ClosedMonth, Closings, FrozenMonths } from './closed-month.ts';
import type { MonthPolicy } from './months.ts';
import type { RechargeDecision, RechargeStore } from './recharge.ts';

/** When a week may last have changed: instants of its publication record. */
export interface WeekChange {
  readonly mondayDate: MondayDate;
  readonly raisedAt: string | null;
  readonly settlesAt: string | null;
}

export interface BooksPorts {
  readonly ledger: Pick<LedgerReader, 'listWeek'>;
  readonly evidence: Pick<EvidenceStore, 'find'>;
  readonly closings: Closings;
  readonly frozenMonths: FrozenMonths;
  readonly recharges: Pick<RechargeStore, 'list'>;
  /** Every week that was ever run. */
  readonly listWeeks: () => Promise<readonly WeekChange[]>;
  readonly monthPolicy: MonthPolicy;
}

/** What is on record of months, read before anything else: what is written meanwhile, somebody else's write tells. */
export interface BookRecords {
  /** Closed months, and those that were reopened. */
  readonly records: readonly ClosedMonth[];
  readonly decisions: readonly RechargeDecision[];
  readonly weeks: readonly WeekChange[];
}

export async function readRecords({ closings, recharges, listWeeks }: BooksPorts): Promise<BookRecords> {
  return { records: await closings.list(), decisions: await recharges.list(), weeks: await listWeeks() };
}
