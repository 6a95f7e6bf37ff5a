import type { HoursHundredths } from '../../values/hours.ts';
import type { PlainDate } from '../../values/week.ts';

/** The rows of a mapping folder, typed (`docs/connectors.md`, "Mapping"). Null is any, or none. */

export const WORK_ITEM_KINDS = ['CWO', 'INTERNAL', 'LEAVE', 'BREAK'] as const;
export type WorkItemKind = (typeof WORK_ITEM_KINDS)[number];

/** Both days are included; null is open. */
export interface Validity {
  readonly from: PlainDate | null;
  readonly to: PlainDate | null;
}

export interface PersonRow extends Validity {
  readonly source: string | null;
  readonly userId: string | null;
  /** In lower case. */
  readonly email: string | null;
  readonly employeeId: string;
  readonly role: string | null;
  readonly weeklyHours: HoursHundredths | null;
  readonly calendar: string | null;
  /** The user is one of several of the employee. */
  readonly merge: boolean;
}

export interface CwoRow {
  readonly cwoId: string;
  readonly code: string;
  readonly name: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly clientId: string;
  readonly clientName: string;
  readonly billable: boolean;
  readonly startDate: PlainDate;
  readonly endDate: PlainDate | null;
  readonly pmEmployeeId: string | null;
  readonly pmEmail: string | null;
}

/** A CWO by its id, or the one whose code is the entry's account or project. */
export type CwoReference = { readonly cwoId: string } | { readonly codeIn: 'account' | 'project' };

export interface WorkItemRow extends Validity {
  /** In the file. */
  readonly line: number;
  readonly source: string | null;
  readonly project: string | null;
  readonly task: string | null;
  readonly activity: string | null;
  readonly account: string | null;
  readonly tag: string | null;
  readonly billable: boolean | null;
  readonly kind: WorkItemKind;
  /** Of kind CWO alone. */
  readonly cwo: CwoReference | null;
  readonly role: string | null;
}

export interface PlanRow extends Validity {
  readonly employeeId: string;
  readonly cwoId: string;
  readonly role: string | null;
  readonly hoursPerWeek: HoursHundredths;
}

export interface HolidayRow {
  readonly calendar: string;
  readonly date: PlainDate;
}

export interface LeaveRow {
  readonly employeeId: string;
  readonly date: PlainDate;
  readonly hours: HoursHundredths;
}

export interface Mapping {
  readonly people: readonly PersonRow[];
  readonly cwos: readonly CwoRow[];
  /** In the order in which they are tried. */
  readonly workItems: readonly WorkItemRow[];
  /** Null leaves it to the source, as does `leave`. */
  readonly plans: readonly PlanRow[] | null;
  readonly holidays: readonly HolidayRow[];
  readonly leave: readonly LeaveRow[] | null;
}

export function isValidOn({ from, to }: Validity, day: PlainDate): boolean {
  return (from === null || from <= day) && (to === null || day <= to);
}

export function overlaps(a: Validity, b: Validity): boolean {
  return (a.from === null || b.to === null || a.from <= b.to) && (b.from === null || a.to === null || b.from <= a.to);
}

/** Whether the row is of the source, as one of any is. */
export function isOf(row: { readonly source: string | null }, source: string): boolean {
  return row.source === null || row.source === source;
}
