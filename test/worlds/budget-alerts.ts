import { sha256 } from '../../adapters/system/hash.ts';
import { alertIdOf, type BudgetAlert } from '../../core/budgets/alert.ts';
import type { KnownCwo } from '../../core/timesheets/cwo-registry.ts';

/** An alert of C1: 93 % of 30,000 tokens of a week, escalated; with what is said otherwise. */
export function budgetAlert(other: Partial<BudgetAlert> = {}): BudgetAlert {
  const alert = {
    cwoId: 'C1',
    scope: 'WEEK',
    mondayDate: '2026-11-16',
    unit: 'TOKENS',
    pct: 90,
    level: 'ESCALATE',
    episode: 1,
    direction: 'UP',
    budget: 30_000n,
    actual: 27_900n,
    estimated: 3_000n,
    costUsd4: 1_570_776n,
    change: { before: 24_800n, after: 27_900n },
    newestWeek: '2026-11-16',
    roles: [
      { role: 'BACKEND_DEVELOPER', tokens: 20_000n, people: 5 },
      { role: 'other roles', tokens: 7_900n, people: 3 },
    ],
    runId: '20261124T050003Z-1f3a9c02',
    raisedAt: '2026-11-24T05:10:00.000Z',
    ...other,
  } as const;
  return { ...alert, alertId: alertIdOf(alert, sha256) };
}

/** A CWO of 12 weeks, of which 7 have passed with the week of the alert. */
export function knownCwo(other: Partial<KnownCwo> = {}): KnownCwo {
  return {
    cwoId: 'C1',
    code: 'FIN-26-01',
    name: 'Fintech core',
    billable: true,
    startDate: '2026-10-05',
    endDate: '2026-12-25',
    projectId: 'P1',
    projectName: 'Fintech',
    clientId: 'CL1',
    clientName: 'Bank',
    pmEmployeeId: 'E9',
    roles: null,
    pmEmail: 'pm@example.com',
    ...other,
  };
}

export function byId(...cwos: readonly KnownCwo[]): Map<string, KnownCwo> {
  return new Map(cwos.map((cwo) => [cwo.cwoId, cwo]));
}
