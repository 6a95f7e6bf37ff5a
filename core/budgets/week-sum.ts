import type { AllocationBasis } from '../allocation/allocation.ts';
import { type Amount, addAmounts, ZERO_AMOUNT } from '../values/money.ts';
import type { MondayDate } from '../values/week.ts';
import { OTHER_ROLES, type RoleUse } from './role-use.ts';

/** A current line of a CWO-week, as far as budgets look at it. */
export interface CwoLine extends Amount {
  readonly basis: AllocationBasis;
  readonly role: string | null;
}

/** The current lines by CWO and week, each of another employee, by consistent reads. */
export interface CwoLines {
  read(cwoId: string, mondayDate: MondayDate): AsyncIterable<CwoLine>;
}

/** What the current lines of a CWO-week come to. */
export interface WeekSum {
  readonly actual: Amount;
  /** The part of it whose lines are ESTIMATED. */
  readonly estimated: Amount;
  readonly employees: number;
  readonly roles: readonly RoleUse[];
}

/** Sums the lines of a CWO-week as they come; what is held are its roles. */
export async function sumLines(lines: AsyncIterable<CwoLine>): Promise<WeekSum> {
  let actual = ZERO_AMOUNT;
  let estimated = ZERO_AMOUNT;
  let employees = 0;
  const roles = new Map<string, RoleUse>();
  for await (const line of lines) {
    actual = addAmounts(actual, line);
    if (line.basis === 'ESTIMATED') estimated = addAmounts(estimated, line);
    employees += 1;
    const role = line.role ?? OTHER_ROLES;
    const { tokens, people } = roles.get(role) ?? { tokens: 0n, people: 0 };
    roles.set(role, { role, tokens: tokens + line.tokens, people: people + 1 });
  }
  return { actual, estimated, employees, roles: [...roles.values()] };
}
