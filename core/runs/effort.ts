/** SDK requests, retries included, and invocations that ran to their end. */
export interface Effort {
  readonly awsCalls: number;
  readonly invocations: number;
}

export const NO_EFFORT: Effort = { awsCalls: 0, invocations: 0 };

export function addEffort(a: Effort, b: Effort): Effort {
  return { awsCalls: a.awsCalls + b.awsCalls, invocations: a.invocations + b.invocations };
}

/** Counts the requests since a moment: those of one invocation. */
export interface CallMeter {
  calls(): number;
}

/** Knows what was spent so far, by the steps before and by the one that asks. */
export interface EffortMeter {
  /** Adds what others have spent and left a figure of. */
  add(effort: Effort): void;
  /** All that was spent. @param requestsToCome of this step, the one that stores this figure among them */
  total(requestsToCome: number): Effort;
}
