import { addEffort, type Effort, type EffortMeter, NO_EFFORT } from '../../core/runs/effort.ts';

/** For steps of which nobody asks what they take. */
export const NO_CALLS: EffortMeter = { add: () => {}, total: () => NO_EFFORT };

/** Knows what was spent before it, and nothing of requests. */
export class MemoryMeter implements EffortMeter {
  #spent: Effort;

  constructor(awsCalls: number, invocations: number) {
    this.#spent = { awsCalls, invocations };
  }

  add(effort: Effort): void {
    this.#spent = addEffort(this.#spent, effort);
  }

  total(requestsToCome: number): Effort {
    return addEffort(this.#spent, { awsCalls: requestsToCome, invocations: 0 });
  }
}
