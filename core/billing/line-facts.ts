import type { AllocationFlag, AllocationMethod } from '../allocation/allocation.ts';
import type { Head } from '../ledger/revision.ts';
import type { Target } from '../values/ids.ts';
import type { Amount } from '../values/money.ts';
import type { MondayDate } from '../values/week.ts';
import type { EvidenceReader } from './known-evidence.ts';
import { lineMonths } from './line-months.ts';
import type { Month, MonthPolicy } from './months.ts';

/** What falls of a line to a month, as papers need it. Whose it is, the line itself says: as it was decided. */
export interface LineFact extends Amount {
  readonly month: Month;
  readonly mondayDate: MondayDate;
  readonly employeeId: string;
  readonly cwoId: Target;
  readonly cwoName: string | null;
  /** Null where it is no client's: OVERHEAD, UNALLOCATED, a CWO of an unknown project. */
  readonly clientId: string | null;
  readonly role: string | null;
}

/** An employee-week with what falls of it to each month. */
export interface EmployeeWeekFacts {
  readonly mondayDate: MondayDate;
  readonly employeeId: string;
  /** Whether approved facts decided, or nothing is left to decide on: any other will change. */
  readonly isActual: boolean;
  readonly method: AllocationMethod;
  readonly flags: readonly AllocationFlag[];
  readonly lines: readonly LineFact[];
}

/** @throws EvidenceMissingError as `lineMonths` does */
export async function employeeWeekFacts(
  head: Head,
  policy: MonthPolicy,
  evidence: EvidenceReader,
): Promise<EmployeeWeekFacts> {
  const { employeeId, mondayDate, allocation } = head.revision;
  const { basis, method, flags } = allocation;
  const parts = await lineMonths(head, policy, evidence);
  const lines = parts.map(({ month, line, tokens, costUsd4 }): LineFact => {
    const { target: cwoId, cwoName, clientId, role } = line;
    return { month, mondayDate, employeeId, cwoId, cwoName, clientId, role, tokens, costUsd4 };
  });
  const isActual = basis === 'ACTUAL' || allocation.lines.length === 0;
  return { mondayDate, employeeId, isActual, method, flags, lines };
}

/** What a line is called within a month. */
export function factKey({
  mondayDate,
  employeeId,
  cwoId,
}: Pick<LineFact, 'mondayDate' | 'employeeId' | 'cwoId'>): string {
  return `${mondayDate}#${employeeId}#${cwoId}`;
}
