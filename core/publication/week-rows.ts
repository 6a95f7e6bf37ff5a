import type { EvidenceReader } from '../billing/known-evidence.ts';
import { lineMonths } from '../billing/line-months.ts';
import type { MonthPolicy } from '../billing/months.ts';
import { sourceLines } from '../billing/source-lines.ts';
import { type LineAttributes, toLineAttributes } from '../ledger/line-attributes.ts';
import type { Head, Revision, RevisionRecord } from '../ledger/revision.ts';
import type { Target } from '../values/ids.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import type { MonthRow, RevisionLineRow, SourceRow, WeekRows } from './rows.ts';

/** What decides how an employee-week is told, beside its head. */
export interface TellingContext {
  readonly policy: MonthPolicy;
  readonly evidence: EvidenceReader;
  readonly pseudonyms: Pseudonyms;
}

/** The rows of an employee-week in each table of the ledger. */
export type LedgerRows = Omit<WeekRows, 'budgetTracking'>;

/** @param superseded the revisions before the head's, oldest first */
export async function ledgerRowsOf(
  head: Head,
  superseded: readonly RevisionRecord[],
  { policy, evidence, pseudonyms }: TellingContext,
): Promise<LedgerRows> {
  const { employeeId, mondayDate } = head.revision;
  const toldId = pseudonyms.get(employeeId) ?? employeeId;
  const nameOf = (target: Target) => ({ id: `${mondayDate}#${toldId}#${target}`, employeeId: toldId });
  const told = (revision: Revision): LineAttributes[] =>
    revision.allocation.lines.map((line) => ({ ...toLineAttributes(line, revision), ...nameOf(line.target) }));
  const ofSources = await sourceLines(head, evidence);
  const ofMonths = await lineMonths(head, policy, evidence);
  return {
    allocation: told(head.revision),
    revision: revisionRows([...superseded.map(({ revision }) => revision), head.revision], told),
    source: ofSources.map(
      ({ line, source, tokens, costUsd4 }): SourceRow => ({
        ...nameOf(line.target),
        cwoId: line.target,
        source,
        tokens,
        costUsd4,
      }),
    ),
    month: ofMonths.map(
      ({ line, month, tokens, costUsd4, hours }): MonthRow => ({
        ...nameOf(line.target),
        cwoId: line.target,
        month,
        tokens,
        costUsd4,
        hours,
        policy,
      }),
    ),
  };
}

/** @param revisions oldest first; the last is current */
function revisionRows(
  revisions: readonly Revision[],
  told: (revision: Revision) => readonly LineAttributes[],
): RevisionLineRow[] {
  return revisions.flatMap((revision, at) => {
    const supersededAt = revisions[at + 1]?.inputs.decidedAt ?? null;
    const { trigger } = revision.inputs;
    return told(revision).map((line) => ({ ...line, supersededAt, trigger }));
  });
}
