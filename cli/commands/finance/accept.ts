import { systemClock } from '../../../adapters/system/clock.ts';
import type { BillingAcceptance } from '../../../core/billing/open-points.ts';
import type { Deployment } from '../../deployment.ts';
import { standingOf } from './standing.ts';

export interface AcceptOptions {
  readonly week: string;
  readonly employee: string;
  readonly by: string;
  readonly why: string;
}

/** `finance accept --json` */
export interface AcceptReport extends BillingAcceptance {
  readonly weekStartDate: string;
  readonly employeeId: string;
}

/** Takes finance's word that an employee-week may be closed as it is now; with its next revision the word falls. */
export async function acceptForBilling(
  deployment: Deployment,
  { week, employee: employeeId, by, why }: AcceptOptions,
): Promise<AcceptReport> {
  const head = await deployment.ledger.readHead(employeeId, week);
  const { setAside } = await standingOf(deployment, week);
  const state = { revisionHash: head?.revisionHash ?? null, setAside: setAside?.get(employeeId) ?? null };
  const acceptance = { by, why, at: systemClock.now(), ...state };
  await deployment.billingAcceptances.put(employeeId, week, acceptance);
  return { weekStartDate: week, employeeId, ...acceptance };
}

export function renderAccepted({ employeeId, weekStartDate, by, revisionHash }: AcceptReport): string {
  const state = revisionHash === null ? 'without a head' : 'as it is now';
  return `${by} accepts ${employeeId} in week ${weekStartDate} ${state}; when it changes it is an open point again.`;
}
