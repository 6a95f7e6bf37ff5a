import { toLineAttributes } from '../../adapters/dynamodb/items.ts';
import { recompute } from '../../core/audit.ts';
import { formatHours } from '../../core/hours.ts';
import type { Revision } from '../../core/ledger.ts';
import { formatUsd4 } from '../../core/money.ts';
import { sumUsage, weeklyAmount } from '../../core/usage.ts';
import type { Deployment } from '../aws.ts';
import { toJson } from '../json.ts';
import { grouped, renderTable } from '../view/table.ts';

type AuditedRevision = Awaited<ReturnType<typeof auditRevision>>;

/** Every revision of an employee-week with what it rests on, computed again. */
export async function audit(
  deployment: Deployment,
  employeeId: string,
  week: string,
  isJson: boolean,
): Promise<string> {
  const revisions: AuditedRevision[] = [];
  for (const revision of await deployment.ledger.readRevisions(employeeId, week)) {
    revisions.push(await auditRevision(deployment, revision));
  }
  if (isJson) return toJson({ employeeId, weekStartDate: week, revisions });
  if (revisions.length === 0) return `The ledger holds nothing for ${employeeId} in week ${week}.`;
  return revisions.map(renderRevision).join('\n\n');
}

async function auditRevision(deployment: Deployment, revision: Revision) {
  const { inputs, allocation } = revision;
  const { weights, agrees } = recompute(revision, await deployment.evidence.get(inputs.evidenceHash));
  const { tokens, costUsd4 } = weeklyAmount(sumUsage(inputs.sources));
  return {
    revision: revision.revision,
    runId: inputs.runId,
    trigger: inputs.trigger,
    createdAt: inputs.decidedAt,
    basis: allocation.basis,
    method: allocation.method,
    timesheet: inputs.timesheet,
    usage: { tokens, costUsd: formatUsd4(costUsd4) },
    usageAsOf: inputs.usageAsOf,
    evidence: inputs.evidenceHash,
    weights: weights.map(({ destination, hours }) => ({
      target: destination.target,
      hours: hours === null ? null : formatHours(hours),
    })),
    lines: allocation.lines.map((line) => toLineAttributes(line, revision)),
    recomputedAgrees: agrees,
  };
}

function renderRevision(audited: AuditedRevision): string {
  const { timesheet, usage, lines } = audited;
  const sheet = timesheet ? `${timesheet.status}, version ${timesheet.version}` : 'none';
  const table = renderTable(
    lines,
    [
      { title: 'target', of: ({ cwoId }) => cwoId },
      { title: 'role', of: ({ role }) => role ?? '' },
      { title: 'hours', of: ({ hours }) => hours ?? '', isNumber: true },
      { title: 'tokens', of: ({ allocatedTokens }) => grouped(allocatedTokens), isNumber: true },
      { title: 'USD', of: ({ allocatedCostUsd }) => grouped(allocatedCostUsd), isNumber: true },
      { title: 'reason, flags', of: ({ reason, flags }) => [reason, ...flags].filter(Boolean).join(' ') },
    ],
    ['week', '', '', grouped(usage.tokens), grouped(usage.costUsd), ''],
  );
  return [
    `Revision ${audited.revision}, ${audited.createdAt}, run ${audited.runId} (${audited.trigger})`,
    `  ${audited.basis} by ${audited.method}; timesheet: ${sheet}; usage as of ${audited.usageAsOf}`,
    table,
    `  evidence ${audited.evidence}: computed again, it ${audited.recomputedAgrees ? 'agrees' : 'DOES NOT AGREE'}`,
  ].join('\n');
}
