import { systemClock } from '../../../adapters/system/clock.ts';
import { decideRecharge, type RechargeCommand } from '../../../core/billing/decide-recharge.ts';
import type { RechargeDecision } from '../../../core/billing/recharge.ts';
import type { Deployment } from '../../deployment.ts';

export type RechargeSource = Pick<Deployment, 'recharges' | 'closings' | 'frozenMonths' | 'cwos' | 'publications'>;

export function recharge(
  { recharges, closings, frozenMonths, cwos, publications }: RechargeSource,
  command: RechargeCommand,
): Promise<RechargeDecision> {
  return decideRecharge(command, { recharges, closings, frozenMonths, cwos, publications, clock: systemClock });
}

export function renderRecharge({ cwoId, recharge: decided, from, by, version }: RechargeDecision): string {
  const said = decided === 'AT_COST' ? 'is recharged at cost' : 'is not recharged';
  return `${cwoId} ${said} from ${from} on, as ${by} says (decision ${version}).`;
}
