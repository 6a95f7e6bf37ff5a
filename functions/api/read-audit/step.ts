import { auditRevisions } from '../../../core/audit/audit.ts';
import {
  type ManagerRevision,
  managerView,
  openView,
  type RevisionView,
  seesAll,
} from '../../../core/audit/audit-view.ts';
import type { EvidenceStore } from '../../../core/ledger/evidence.ts';
import type { LedgerReader } from '../../../core/ledger/ledger.ts';
import type { RevisionRecord } from '../../../core/ledger/revision.ts';
import type { CwoManagers } from '../../../core/timesheets/cwo-registry.ts';
import type { Reader } from '../../../core/values/reader.ts';
import type { AuditRequest } from '../../messages/audit.ts';

export interface AuditPorts {
  readonly ledger: LedgerReader;
  readonly evidence: EvidenceStore;
  readonly managers: CwoManagers;
}

export type AuditAnswer =
  | { readonly status: 200; readonly revisions: readonly RevisionView[] | readonly ManagerRevision[] }
  /** Not for this reader: whether there is anything is not told. */
  | { readonly status: 403 }
  | { readonly status: 404 };

/** An employee-week's audit, as far as the reader may see it. */
export async function readAudit(
  { reader, employeeId, mondayDate }: AuditRequest,
  ports: AuditPorts,
): Promise<AuditAnswer> {
  const isOpen = seesAll(reader, employeeId);
  if (!isOpen && reader.role !== 'pm') return { status: 403 };
  const records = await ports.ledger.readRevisions(employeeId, mondayDate);
  const own = isOpen ? null : await ownCwos(reader, records, ports.managers);
  // Before any evidence is read: how long a refusal takes says nothing of what there is.
  if (own?.size === 0) return { status: 403 };
  const revisions = await auditRevisions(records, ports.evidence);
  if (own === null)
    return revisions.length === 0 ? { status: 404 } : { status: 200, revisions: revisions.map(openView) };
  const view = managerView(revisions, own);
  return view ? { status: 200, revisions: view } : { status: 403 };
}

async function ownCwos(
  { employeeId }: Reader,
  records: readonly RevisionRecord[],
  managers: CwoManagers,
): Promise<Set<string>> {
  const cwoIds = [...new Set(records.flatMap(({ revision }) => revision.allocation.lines.map(({ target }) => target)))];
  const managerOf = await managers.readManagers(cwoIds);
  return new Set(cwoIds.filter((cwoId) => managerOf.get(cwoId) === employeeId));
}
