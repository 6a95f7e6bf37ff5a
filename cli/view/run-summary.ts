import type { RunSummary } from '../../core/runs/run.ts';
import { grouped, percentage } from '../../core/values/decimal.ts';
import { type Amount, addAmounts, formatUsd4, formatUsd6, toAmountText } from '../../core/values/money.ts';
import { visibleText } from '../../core/values/visible-text.ts';

/** A run as `run --json` tells it (contract 7). */
export function toRunJson(summary: RunSummary) {
  const { read, totals } = summary;
  const quarantined = addAmounts(read.setAside.amount, totals.quarantined);
  return {
    runId: summary.runId,
    weekStartDate: summary.mondayDate,
    trigger: summary.trigger,
    status: summary.status,
    employees: read.employees,
    lines: totals.lines,
    usage: toAmountText(read.usage),
    allocated: toAmountText(totals.allocated),
    overhead: toAmountText(totals.overhead),
    unallocated: toAmountText(totals.unallocated),
    superseded: toAmountText(totals.superseded),
    failed: toAmountText(totals.failed),
    quarantined: {
      rows: read.setAside.rows,
      employeeWeeks: totals.employeesQuarantined,
      ...toAmountText(quarantined),
    },
    rowsWithoutTokens: read.rowsWithoutTokens,
    roundingUsd: formatUsd6(read.roundingUsd6),
    estimatedPct: percentage(totals.estimatedUsd4, inLedger(summary).costUsd4),
    revisionsWritten: totals.employeesCommitted,
    unchanged: totals.employeesConfirmed,
    vanishedEmployees: totals.employeesVanished,
    awsCalls: summary.awsCalls,
    invocations: summary.invocations,
    durationMs: summary.endedAt === null ? null : Date.parse(summary.endedAt) - Date.parse(summary.startedAt),
    failure: summary.failure,
    batchFailures: summary.batchFailures,
  };
}

/** The same for a person. */
export function renderRun(summary: RunSummary): string {
  const json = toRunJson(summary);
  const { read, totals } = summary;
  const out = addAmounts(
    addAmounts(inLedger(summary), totals.superseded),
    addAmounts(totals.failed, read.setAside.amount),
  );
  const lines = [
    `Run ${json.runId} of week ${json.weekStartDate}: ${json.status}`,
    ...(json.failure ? [`  ${json.failure.code}: ${visibleText(json.failure.message)}`] : []),
    ...json.batchFailures.map((failure) => `  ${visibleText(failure)}`),
    `  employees ${json.employees}, lines ${json.lines}, revisions written ${json.revisionsWritten}, unchanged ${json.unchanged}`,
    '',
    amountLine('usage read', read.usage),
    amountLine('  to CWOs', totals.allocated),
    amountLine('  overhead', totals.overhead),
    amountLine('  unallocated', totals.unallocated),
    amountLine('  superseded', totals.superseded),
    amountLine(
      `  set aside (${json.quarantined.rows} rows, ${json.quarantined.employeeWeeks} employee-weeks)`,
      addAmounts(read.setAside.amount, totals.quarantined),
    ),
    amountLine(`  failed (${totals.employeesFailed} employee-weeks)`, totals.failed),
    amountLine('accounted for', addAmounts(out, totals.quarantined)),
    '',
    `  to CWOs ${percentage(totals.allocated.costUsd4, read.usage.costUsd4)} %, unallocated ${percentage(totals.unallocated.costUsd4, read.usage.costUsd4)} % (goal under 5 %), provisional ${json.estimatedPct} %`,
    `  rounding ${json.roundingUsd} USD, rows without tokens ${json.rowsWithoutTokens}, AWS calls ${json.awsCalls}, invocations ${json.invocations}`,
  ];
  return lines.join('\n');
}

function inLedger({ totals }: RunSummary): Amount {
  return addAmounts(totals.committed, totals.confirmed);
}

function amountLine(label: string, { tokens, costUsd4 }: Amount): string {
  return `  ${label.padEnd(46)}${grouped(formatUsd4(costUsd4)).padStart(18)} USD${grouped(tokens).padStart(22)} tokens`;
}
