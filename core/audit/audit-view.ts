import type { LineAttributes } from '../ledger/line-attributes.ts';
import { parseDecimal, percentage } from '../values/decimal.ts';
import { formatUsd4, USD4_SCALE } from '../values/money.ts';
import type { AuditedRevision } from './audit.ts';

/** Who asks for an audit. A role that is none of these sees nothing of others. */
export interface AuditReader {
  readonly employeeId: string;
  readonly role: 'employee' | 'pm' | 'finance';
}

/** What a PM sees of a revision: the lines of own CWOs, and one figure for everything else. */
export interface ManagerRevision {
  readonly revision: number;
  readonly runId: string;
  readonly trigger: string;
  readonly createdAt: string;
  readonly basis: string;
  readonly method: string;
  readonly lines: readonly (LineAttributes & { readonly sharePct: string })[];
  readonly otherWork: { readonly tokens: bigint; readonly costUsd: string };
  readonly recomputedAgrees: boolean;
}

/** Finance sees all, everybody all of their own weeks. */
export function seesAll(reader: AuditReader, employeeId: string): boolean {
  return reader.role === 'finance' || reader.employeeId === employeeId;
}

/**
 * The PM's view of an employee-week.
 * @returns null where no revision ever touched a CWO of theirs
 */
export function managerView(
  revisions: readonly AuditedRevision[],
  ownCwos: ReadonlySet<string>,
): ManagerRevision[] | null {
  const views = revisions.map((revision) => toManagerRevision(revision, ownCwos));
  return views.some(({ lines }) => lines.length > 0) ? views : null;
}

function toManagerRevision(audited: AuditedRevision, ownCwos: ReadonlySet<string>): ManagerRevision {
  const { revision, runId, trigger, createdAt, basis, method, usage, recomputedAgrees } = audited;
  const own = audited.lines.filter(({ cwoId }) => ownCwos.has(cwoId));
  const whole = units(usage.costUsd);
  const tokens = own.reduce((rest, line) => rest - line.allocatedTokens, usage.tokens);
  const cost = own.reduce((rest, line) => rest - units(line.allocatedCostUsd), whole);
  return {
    revision,
    runId,
    trigger,
    createdAt,
    basis,
    method,
    lines: own.map((line) => ({ ...line, sharePct: percentage(units(line.allocatedCostUsd), whole) })),
    otherWork: { tokens, costUsd: formatUsd4(cost) },
    recomputedAgrees,
  };
}

function units(costUsd: string): bigint {
  return parseDecimal(costUsd, USD4_SCALE) ?? 0n;
}
