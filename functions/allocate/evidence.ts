import type { ChainRows } from '../../core/chain.ts';
import type { EmployeeAnswer } from '../../core/timesheets.ts';
import type { SourceUsage } from '../../core/usage.ts';
import type { Run } from '../contract/events.ts';
import type { Fetched } from '../contract/objects.ts';

/**
 * What the decisions of a batch rest on, kept as long as the ledger: from it every line can be computed again. Who
 * manages a CWO decides nothing, so it is left out.
 */
export interface Evidence {
  readonly mondayDate: string;
  readonly usageAsOf: string;
  readonly employees: Readonly<Record<string, EmployeeEvidence>>;
  readonly chain: ChainRows;
}

export interface EmployeeEvidence {
  readonly sources: readonly SourceUsage[];
  readonly answer: EmployeeAnswer;
}

export function evidenceOf({ mondayDate }: Run, { usageAsOf, employees, chain }: Fetched): Evidence {
  return {
    mondayDate,
    usageAsOf,
    employees: Object.fromEntries(
      employees.map(({ employeeId, sources, answer }) => [employeeId, { sources, answer }]),
    ),
    chain: { ...chain, cwos: chain.cwos.map((cwo) => ({ ...cwo, projectManager: null })) },
  };
}
