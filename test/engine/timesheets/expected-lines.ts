import { allocate } from '../../../core/allocation/allocate.ts';
import { Chain } from '../../../core/allocation/chain.ts';
import type { EmployeeAnswer } from '../../../core/timesheets/timesheets.ts';
import { formatDecimal } from '../../../core/values/decimal.ts';
import { formatHours } from '../../../core/values/hours.ts';
import { type MondayDate, weekOf } from '../../../core/values/week.ts';
import { type Company, loadCompany, usageRows } from '../../../local/sample/company.ts';
import { openStore } from '../../../local/timesheets/store.ts';
import { MemoryTimesheetSource } from '../../doubles/memory-timesheet-source.ts';
import { sumOf } from '../../worlds/oracle-world.ts';
import type { RawUsage } from '../../worlds/usage-files.ts';
import type { LineJson } from '../scenarios/json-forms.ts';

/** What a line says of money, and why. */
export type DecidedLine = Pick<
  LineJson,
  | ('employeeId' | 'cwoId' | 'allocatedTokens' | 'allocatedCostUsd' | 'allocationBasis' | 'method' | 'reason')
  | ('billable' | 'cwoRoleId' | 'role' | 'hours' | 'cwoName')
  | ('projectId' | 'projectName' | 'clientId' | 'clientName')
>;

/** A company's usage of a week as the rows of a file. */
export function usageOf(company: Company, monday: MondayDate): RawUsage[] {
  return usageRows(company, monday).map((row) => {
    return { employeeId: row.employee_id, source: row.source, tokens: row.total_tokens, cost: row.cost_usd };
  });
}

/** The lines that the money rules make of what the reference timesheet service answers for the company. */
export async function expectedLines(company: Company, monday: MondayDate): Promise<DecidedLine[]> {
  const usage = Map.groupBy(usageOf(company, monday), ({ employeeId }) => employeeId as string);
  const store = openStore(':memory:');
  loadCompany(store, company);
  const source = MemoryTimesheetSource.from(store);
  const { employees, chain } = await source.fetchWeek(monday, [...usage.keys()], AbortSignal.timeout(60_000));
  store.close();
  return [...usage.keys()].toSorted().flatMap((employeeId) => {
    const used = sumOf(usage.get(employeeId) ?? []);
    const result = allocate(used, employees.get(employeeId) as EmployeeAnswer, weekOf(monday), new Chain(chain));
    if (result.kind === 'SET_ASIDE') throw new Error(`${employeeId} was set aside: ${result.detail}`);
    const { basis, method, lines } = result.allocation;
    return lines.map(({ target, tokens, costUsd4, hours, ...line }) => ({
      ...{ ...line, employeeId, cwoId: target, allocatedTokens: tokens, allocationBasis: basis, method },
      ...{ allocatedCostUsd: formatDecimal(costUsd4, 4), hours: hours === null ? null : formatHours(hours) },
    }));
  });
}
