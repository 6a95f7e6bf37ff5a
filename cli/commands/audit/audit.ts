import { auditRevisions } from '../../../core/audit/audit.ts';
import { type ConfirmationView, openView, type RevisionView } from '../../../core/audit/audit-view.ts';
import type { TimesheetState } from '../../../core/ledger/revision.ts';
import { grouped } from '../../../core/values/decimal.ts';
import { formatUsd4 } from '../../../core/values/money.ts';
import { visibleText } from '../../../core/values/visible-text.ts';
import type { Deployment } from '../../deployment.ts';
import { toJson } from '../../view/json.ts';
import { renderTable } from '../../view/table.ts';

/** Every revision of an employee-week with what it rests on, computed again. */
export async function audit(
  deployment: Deployment,
  employeeId: string,
  week: string,
  isJson: boolean,
): Promise<string> {
  const records = await deployment.ledger.readRevisions(employeeId, week);
  const revisions = (await auditRevisions(records, deployment.evidence)).map(openView);
  if (isJson) return toJson({ employeeId, weekStartDate: week, revisions });
  if (revisions.length === 0) return `The ledger holds nothing for ${employeeId} in week ${week}.`;
  return revisions.map(renderRevision).join('\n\n');
}

function renderRevision(audited: RevisionView): string {
  const { confirmed, accepted, weights, differences, entries, plans } = audited;
  const evidence = new Set([audited.evidence, ...(confirmed ? [confirmed.evidence] : [])]);
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
    `  ${audited.basis} by ${audited.method}; timesheet: ${renderSheet(audited.decidedOn)}; usage as of ${audited.usageAsOf}`,
    ...(confirmed ? [renderConfirmation(confirmed)] : []),
    ...(accepted
      ? [
          `  an older timesheet was accepted ${accepted.at} by ${visibleText(accepted.by)}: ${visibleText(accepted.why)}`,
        ]
      : []),
    ...section('hours (entry → task → allocation → role → CWO)', ways),
    ...section('plans (allocation → role → CWO)', planned),
    ...section('shares', shares),
    renderLines(audited),
    ...(audited.revision > 1 ? section('what changed', changes) : []),
    `  evidence ${[...evidence].join(' and ')}: computed again, it ${audited.recomputedAgrees ? 'agrees' : 'DOES NOT AGREE'}`,
  ].join('\n');
}

function renderConfirmation({ at, runId, trigger, timesheet, usageAsOf }: ConfirmationView): string {
  const basis = `timesheet: ${renderSheet(timesheet)}; usage as of ${usageAsOf}`;
  return `  confirmed ${at}, run ${runId} (${trigger}); ${basis}`;
}

function renderSheet(timesheet: TimesheetState | null): string {
  return timesheet ? `${timesheet.status}, version ${timesheet.version}` : 'none';
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`  ${title}`, ...lines];
}

function renderLines({ lines, usage }: RevisionView): string {
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
