import type { CwoReader, KnownCwo } from '../timesheets/cwo-registry.ts';
import type { Clock } from '../values/clock.ts';
import { type FigureReaders, settledAfter } from '../values/figure-readers.ts';
import { type Closings, type FrozenMonths, isClosed } from './closed-month.ts';
import type { Month } from './months.ts';
import type { Recharge, RechargeDecision, RechargeStore } from './recharge.ts';

export interface RechargePorts {
  readonly recharges: RechargeStore;
  readonly closings: Pick<Closings, 'list'>;
  readonly frozenMonths: Pick<FrozenMonths, 'find'>;
  readonly cwos: CwoReader;
  readonly publications: FigureReaders;
  readonly clock: Clock;
}

export interface RechargeCommand {
  readonly cwoId: string;
  readonly recharge: Recharge;
  readonly from: Month;
  readonly by: string;
}

/** The decision cannot hold as it is. */
export class RechargeRefusedError extends Error {
  override readonly name = 'RechargeRefusedError';
}

/**
 * Decides whether a client pays for what a CWO uses, from a month on.
 * @throws RechargeRefusedError where nobody knows the CWO, the month or a later one is closed for its client, or somebody
 *   else has decided at the same time
 */
export async function decideRecharge(command: RechargeCommand, ports: RechargePorts): Promise<RechargeDecision> {
  const { cwoId, from } = command;
  const cwo = (await ports.cwos.readCwos([cwoId])).get(cwoId);
  if (!cwo) throw new RechargeRefusedError(`nobody has ever seen a CWO ${cwoId}`);
  await refuseClosed(cwo, from, ports);
  const before = (await ports.recharges.list()).filter((one) => one.cwoId === cwoId);
  const at = ports.clock.now();
  const decision: RechargeDecision = { ...command, version: before.length + 1, at };
  await ports.publications.expectChange([], settledAfter(at));
  if (await ports.recharges.add(decision)) return decision;
  throw new RechargeRefusedError(`somebody has just decided on ${cwoId}: look and decide again`);
}

/** A month that is closed for the CWO's client, or for one to whom it belonged then. */
async function refuseClosed(
  { cwoId, clientId }: KnownCwo,
  from: Month,
  { closings, frozenMonths }: RechargePorts,
): Promise<void> {
  for (const closed of (await closings.list()).filter((one) => isClosed(one) && one.month >= from)) {
    const frozen = closed.clientId === clientId ? null : await frozenMonths.find(closed.contentHash);
    if (closed.clientId !== clientId && !frozen?.lines.some((line) => line.cwoId === cwoId)) continue;
    const whose = closed.clientId ?? 'no client';
    throw new RechargeRefusedError(`${closed.month} of ${whose} is closed: decide from a later month on`);
  }
}
