import type { CwoReader } from '../timesheets/cwo-registry.ts';
import type { Clock } from '../values/clock.ts';
import type { FigureReaders } from '../values/figure-readers.ts';
import { type Closings, isClosed } from './closed-month.ts';
import type { Month } from './months.ts';
import type { Recharge, RechargeDecision, RechargeStore } from './recharge.ts';

export interface RechargePorts {
  readonly recharges: RechargeStore;
  readonly closings: Pick<Closings, 'list'>;
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

/** By then who decides has done so, or is dead. */
const SETTLES_MS = 60_000;

/**
 * Decides whether a client pays for what a CWO uses, from a month on.
 * @throws RechargeRefusedError where nobody knows the CWO, the month or a later one is closed for its client, or somebody
 *   else has decided at the same time
 */
export async function decideRecharge(command: RechargeCommand, ports: RechargePorts): Promise<RechargeDecision> {
  const { cwoId, from } = command;
  const cwo = (await ports.cwos.readCwos([cwoId])).get(cwoId);
  if (!cwo) throw new RechargeRefusedError(`nobody has ever seen a CWO ${cwoId}`);
  const closed = (await ports.closings.list()).filter(isClosed);
  const late = closed.find(({ clientId, month }) => clientId === cwo.clientId && month >= from);
  if (late) throw new RechargeRefusedError(`${late.month} of ${cwo.clientId} is closed: decide from a later month on`);
  const before = (await ports.recharges.list()).filter((one) => one.cwoId === cwoId);
  const at = ports.clock.now();
  const decision: RechargeDecision = { ...command, version: before.length + 1, at };
  await ports.publications.expectChange([], new Date(Date.parse(at) + SETTLES_MS).toISOString());
  if (await ports.recharges.add(decision)) return decision;
  throw new RechargeRefusedError(`somebody has just decided on ${cwoId}: look and decide again`);
}
