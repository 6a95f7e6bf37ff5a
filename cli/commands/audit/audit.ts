import { type AuditedRevision, auditRevision } from '../../../core/audit/audit.ts';
import { formatUsd4 } from '../../../core/values/money.ts';
import type { Deployment } from '../../deployment.ts';
import { toJson } from '../../view/json.ts';
import { grouped, renderTable } from '../../view/table.ts';

/** Every revision of an employee-week with what it rests on, computed again. */
export async function audit(
  deployment: Deployment,
  employeeId: string,
  week: string,
  isJson: boolean,
): Promise<string> {
  const stored = await deployment.ledger.readRevisions(employeeId, week);
  const revisions: AuditedRevision[] = [];
  for (const [index, revision] of stored.entries()) {
    const evidence = await deployment.evidence.find(revision.inputs.evidenceHash);
    revisions.push(auditRevision(revision, stored[index - 1] ?? null, evidence));
  }
  if (isJson) return toJson({ employeeId, weekStartDate: week, revisions });
  if (revisions.length === 0) return `The ledger holds nothing for ${employeeId} in week ${week}.`;
  return revisions.map(renderRevision).join('\n\n');
}

function renderRevision(audited: AuditedRevision): string {
  const { timesheet, weights, differences, entries, plans } = audited;
  const sheet = timesheet ? `${timesheet.status}, version ${timesheet.version}` : 'none';
  const ways = entries.map(
    ({ date, hours, entryId, taskId, allocationId, cwoRoleId, cwoId }) =>
      `    ${date} ${hours.padStart(6)} h  ${[entryId, taskId, allocationId, cwoRoleId, cwoId].map((id) => id ?? '–').join(' → ')}`,
  );
  const planned = plans.map(
    ({ allocationId, cwoRoleId, cwoId, plannedHoursPerWeek, startDate, endDate }) =>
      `    ${plannedHoursPerWeek.padStart(6)} h a week  ${allocationId} → ${cwoRoleId} → ${cwoId ?? '–'}  (${startDate} to ${endDate ?? 'open'})`,
  );
  const shares = weights.map(({ target, weight, totalWeight, costUsd4: { floor, remainder, extraUnit } }) => {
    const rest = `rest ${remainder}/${totalWeight}${extraUnit ? ', gets one unit more' : ''}`;
    return `    ${target}: ${audited.usage.costUsd} USD × ${weight} ÷ ${totalWeight} = ${formatUsd4(floor)}, ${rest}`;
  });
  const changes = differences.map(
    ({ cwoId, costUsdBefore, costUsdAfter }) => `    ${cwoId}: ${costUsdBefore} → ${costUsdAfter} USD`,
  );
  return [
    `Revision ${audited.revision}, ${audited.createdAt}, run ${audited.runId} (${audited.trigger})`,
    `  ${audited.basis} by ${audited.method}; timesheet: ${sheet}; usage as of ${audited.usageAsOf}`,
    ...section('hours (entry → task → allocation → role → CWO)', ways),
    ...section('plans (allocation → role → CWO)', planned),
    ...section('shares', shares),
    renderLines(audited),
    ...(audited.revision > 1 ? section('what changed', changes) : []),
    `  evidence ${audited.evidence}: computed again, it ${audited.recomputedAgrees ? 'agrees' : 'DOES NOT AGREE'}`,
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`  ${title}`, ...lines];
}

function renderLines({ lines, usage }: AuditedRevision): string {
  return renderTable(
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
}
