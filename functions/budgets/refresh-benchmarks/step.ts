import type { BenchmarkSettings } from '../../../core/budgets/benchmarks.ts';
import { type BenchmarkPorts, refreshBenchmarks } from '../../../core/budgets/refresh-benchmarks.ts';

/** What a refresh came to. */
export interface RefreshedBenchmarks {
  readonly asOf: string;
  readonly roles: number;
  /** Those with history enough to suggest from. */
  readonly usableRoles: number;
}

/** Computes the benchmarks of the last full weeks, and tells how many roles have some. */
export async function computeBenchmarks(
  settings: { readonly benchmarks: BenchmarkSettings; readonly timeZone: string },
  ports: BenchmarkPorts,
  signal: AbortSignal,
): Promise<RefreshedBenchmarks> {
  const { asOf, roles } = await refreshBenchmarks(settings.benchmarks, settings.timeZone, ports, signal);
  return { asOf, roles: roles.length, usableRoles: roles.filter(({ status }) => status === 'OK').length };
}
