import type { MonthPolicy } from '../billing/months.ts';
import type { Recharge } from '../billing/recharge.ts';
import type { TotalAttributes, WeekAttributes } from '../budgets/tracking-attributes.ts';
import type { LineAttributes } from '../ledger/line-attributes.ts';
import type { RunTrigger } from '../ledger/revision.ts';
import type { HoursHundredths } from '../values/hours.ts';
import type { Amount } from '../values/money.ts';
import type { PlainDate } from '../values/week.ts';

/** A line of a revision, current or not. */
export interface RevisionLineRow extends LineAttributes {
  /** ISO instant at which the next revision was decided; null of what is current. */
  readonly supersededAt: string | null;
  readonly trigger: RunTrigger;
}

/** What the parts of a line name it by. */
interface PartRow extends Amount {
  /** That of the line. */
  readonly id: string;
  readonly employeeId: string;
  readonly cwoId: string;
}

export interface SourceRow extends PartRow {
  readonly source: string;
}

export interface MonthRow extends PartRow {
  readonly month: string;
  readonly hours: HoursHundredths | null;
  readonly policy: MonthPolicy;
}

/** Rows of a week, by table. */
export interface WeekRows {
  readonly allocation: readonly LineAttributes[];
  readonly revision: readonly RevisionLineRow[];
  readonly source: readonly SourceRow[];
  readonly month: readonly MonthRow[];
  readonly budgetTracking: readonly WeekAttributes[];
}

export interface CwoRow {
  readonly cwoId: string;
  readonly code: string;
  readonly name: string;
  readonly projectId: string;
  readonly billable: boolean;
  readonly startDate: PlainDate;
  readonly endDate: PlainDate | null;
  readonly pmEmployeeId: string | null;
  /** In the present month. */
  readonly aiRecharge: Recharge;
}

export interface ProjectRow {
  readonly projectId: string;
  readonly name: string;
  readonly clientId: string;
}

export interface ClientRow {
  readonly clientId: string;
  readonly name: string;
}

/** Rows of the tables that no week divides, by table. */
export interface UndividedRows {
  readonly cwo: readonly CwoRow[];
  readonly project: readonly ProjectRow[];
  readonly client: readonly ClientRow[];
  readonly budgetTotal: readonly TotalAttributes[];
}
