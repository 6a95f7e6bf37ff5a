import type { DrainResult } from '../../../functions/messages/recalculation.ts';
import type { SweepResult } from '../../../functions/messages/sweep.ts';
import { advanceCursor } from '../../../functions/recalculation/advance-cursor/step.ts';
import { collectChanges } from '../../../functions/recalculation/collect-changes/step.ts';
import { drainWebhooks } from '../../../functions/recalculation/drain-webhooks/step.ts';
import { type Gate, RunDiedError } from './gates.ts';
import type { Execution, System } from './system.ts';
import { isPassing, NEVER, runWorkflow, tried } from './workflow.ts';

const STEP_TRIES = 4;
/** Both weeks of the histories and one more. */
export const RECHECK_WEEKS = 3;

/** Runs what was started and waits. */
export async function runWaiting(system: System, gate: Gate): Promise<void> {
  for (const execution of take(system)) await runWorkflow(system, execution, gate);
}

export function take(system: System): Execution[] {
  const { waiting } = system;
  system.waiting = [];
  return waiting;
}

/** One invocation of the drainer. @returns null where it died */
export async function drain(system: System, gate: Gate): Promise<DrainResult | null> {
  try {
    return await drainWebhooks(system.ports(gate), NEVER);
  } catch (error) {
    if (isPassing(error) || error instanceof RunDiedError) return null;
    throw error;
  }
}

/** The steps of the sweep in its order, each run after the other. @returns null where it died or failed */
export async function sweep(system: System, gate: Gate): Promise<SweepResult | null> {
  const ports = system.ports(gate);
  const window = { timeZone: 'UTC', recheckWeeks: RECHECK_WEEKS };
  const event = { executionId: `arn:sweep:${system.clock.now()}` };
  try {
    const collect = () => collectChanges(event, { ...ports, ledger: ports.reader }, window, NEVER);
    const plan = await tried(STEP_TRIES, collect);
    for (const { name, ...of } of plan.requests) {
      if (!system.start(name, { trigger: 'SWEEP', ...of })) continue;
      const execution = system.waiting.pop() as Execution;
      await runWorkflow(system, execution, gate);
    }
    return await tried(STEP_TRIES, () => advanceCursor(plan, ports));
  } catch (error) {
    if (isPassing(error) || error instanceof RunDiedError) return null;
    throw error;
  }
}
