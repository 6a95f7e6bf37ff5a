import { compareFindings, type EmployeeFindings, findingsAfter } from '../../../core/runs/findings.ts';
import type { OperatorMessages } from '../../../core/runs/operator-messages.ts';
import type { RunSummary } from '../../../core/runs/run.ts';
import type { ToldFindings } from '../../../core/runs/told-findings.ts';
import { formatUsd4 } from '../../../core/values/money.ts';

/** Other runs of the week may tell something in between. */
const TRIES_MAX = 3;

/**
 * Tells operators what of the week they have not been told: once when it appears or changes, once when it has ended.
 * It is noted only when it is sent: after a crash in between it is told twice, and never not at all.
 * @param found null where the run was not reconciled
 */
export async function tellOperators(
  run: RunSummary,
  found: EmployeeFindings | null,
  { messages, told }: { readonly messages: OperatorMessages; readonly told: ToldFindings },
): Promise<void> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const before = await told.read(run.mondayDate);
    const after = findingsAfter(before, run, found);
    const findings = compareFindings(before, after);
    if (findings.changed + findings.ended === 0) return;
    await messages.send(messageOf(run, findings));
    if (await told.replace(run.mondayDate, before, after)) return;
  }
}

function messageOf(run: RunSummary, findings: ReturnType<typeof compareFindings>) {
  const { runId, mondayDate, trigger, status, totals, read, failure, batchFailures } = run;
  const body = {
    runId,
    weekStartDate: mondayDate,
    trigger,
    status,
    failure,
    findings,
    usageUsd: formatUsd4(read.usage.costUsd4),
    failed: { employeeWeeks: totals.employeesFailed, costUsd: formatUsd4(totals.failed.costUsd4) },
    quarantined: { rows: read.setAside.rows, employeeWeeks: totals.employeesQuarantined },
    vanishedEmployees: totals.employeesVanished,
    batchFailures,
    repair: 'docs/runbook.md',
  };
  const state = findings.open === 0 ? 'nothing is open any more' : status;
  return { subject: `Tokenledger run of week ${mondayDate}: ${state}`, body: JSON.stringify(body, null, 2) };
}
