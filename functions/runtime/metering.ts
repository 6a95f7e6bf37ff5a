import { addEffort, type CallMeter, type Effort, type EffortMeter, NO_EFFORT } from '../../core/runs/effort.ts';

/** Counts the SDK requests of a function over all its invocations. */
export interface RequestCounter {
  since(): CallMeter;
}

/**
 * Runs a step so that what it takes is added to what its event says of the steps before it. The sum stands in the
 * result, by which it comes to the step behind; no step counts itself.
 */
export async function metered<Result extends object>(
  requests: RequestCounter,
  event: { readonly effort?: Effort | undefined },
  step: (meter: EffortMeter) => Promise<Result>,
): Promise<Result & { readonly effort: Effort }> {
  const own = requests.since();
  let others = event.effort ?? NO_EFFORT;
  const spent = (requestsToCome: number) =>
    addEffort(others, { awsCalls: own.calls() + requestsToCome, invocations: 1 });
  const result = await step({
    add: (effort) => {
      others = addEffort(others, effort);
    },
    total: spent,
  });
  return { ...result, effort: spent(0) };
}
