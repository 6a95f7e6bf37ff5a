import type { MondayDate } from '../values/week.ts';
import type { BenchmarkLine, Benchmarks } from './benchmarks.ts';

/** Where the lines of benchmarks come from. */
export interface BenchmarkSource {
  /** The lines by approved hours with a role, of these weeks, both included: by role, employee and week. */
  readLines(
    weeks: { readonly first: MondayDate; readonly last: MondayDate },
    signal: AbortSignal,
  ): AsyncIterable<readonly BenchmarkLine[]>;
}

/** Benchmarks as they were computed, kept dated. */
export interface BenchmarkStore {
  put(benchmarks: Benchmarks): Promise<void>;
  /** Null before the first. */
  latest(): Promise<Benchmarks | null>;
}
