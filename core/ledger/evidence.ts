import type { ChainRows, EmployeeAnswer } from '../timesheets/timesheets.ts';
import type { SourceUsage } from '../usage/usage.ts';
import type { StaleAcceptance } from './stale-acceptance.ts';

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
  /** Where the answer was older than the ledger and taken nevertheless: on whose word. */
  readonly accepted?: StaleAcceptance;
}

/** What committed decisions rest on, kept as long as the ledger. */
export interface EvidenceStore {
  /** @returns the SHA-256 of the content, its name */
  put(evidence: Evidence): Promise<string>;
  /** Null where there is none of that hash, or its content has another. */
  find(hash: string): Promise<Evidence | null>;
}
