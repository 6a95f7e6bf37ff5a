import type { ChainRows } from './chain.ts';
import type { EmployeeAnswer } from './timesheets.ts';
import type { SourceUsage } from './usage.ts';

/**
 * What the decisions of a batch rest on, kept by its content's hash as long as the ledger: from it every line can be
 * computed again. Who manages a CWO decides nothing, so it is left out.
 */
export interface Evidence {
  readonly mondayDate: string;
  readonly employees: Readonly<Record<string, EmployeeEvidence>>;
  readonly chain: ChainRows;
}

export interface EmployeeEvidence {
  readonly sources: readonly SourceUsage[];
  readonly usageAsOf: string;
  readonly answer: EmployeeAnswer;
}
