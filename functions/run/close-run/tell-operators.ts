import { type EmployeeFindings, type Findings, type FindingsNews, findingsAfter } from '../../../core/runs/findings.ts';
import type { RunSummary } from '../../../core/runs/run.ts';
import { type NewsPorts, tellNews } from '../../../core/runs/tell-news.ts';
import { formatUsd4 } from '../../../core/values/money.ts';

/**
 * Tells operators what of the week they have not been told.
 * @param found null where the run was not reconciled
 */
export function tellOperators(run: RunSummary, found: EmployeeFindings | null, ports: NewsPorts): Promise<void> {
  const after = (before: Findings) => findingsAfter(before, run, found);
  return tellNews({ of: run.mondayDate, after, messageOf: (news) => messageOf(run, news) }, ports);
}

function messageOf(run: RunSummary, findings: FindingsNews) {
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
  };
  const state = findings.open === 0 ? 'nothing is open any more' : status;
  return { subject: `Tokenledger run of week ${mondayDate}: ${state}`, body };
}
