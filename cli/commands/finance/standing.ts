import type { WeekStanding } from '../../../core/billing/open-points.ts';
import { isRecalculation } from '../../../core/ledger/revision.ts';
import type { Deployment } from '../../deployment.ts';
import { readQuarantine } from '../run/quarantine.ts';

/** How the runs of a week stand. */
export async function standingOf(deployment: Deployment, monday: string): Promise<WeekStanding> {
  const runs = await deployment.records.listSinceFullRun(monday);
  const full = runs.find(({ trigger }) => !isRecalculation(trigger));
  if (!full) return { wasRun: false, failure: null, employeesFailed: 0, setAside: null };
  const { rows, expired } = await readQuarantine(deployment, monday);
  const setAside = new Map(
    rows.flatMap(({ kind, employeeId, reason, detail }): [string, string][] =>
      kind === 'EMPLOYEE_WEEK' && employeeId !== null ? [[employeeId, `${reason}: ${detail}`]] : [],
    ),
  );
  const { failure, totals } = full;
  return {
    wasRun: true,
    failure: failure && `${failure.code}: ${failure.message}`,
    employeesFailed: totals.employeesFailed,
    setAside: expired.some(({ employeeWeeks }) => employeeWeeks > 0) ? null : setAside,
  };
}
