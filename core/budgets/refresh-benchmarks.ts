import type { CwoReader } from '../timesheets/cwo-registry.ts';
import type { Clock } from '../values/clock.ts';
import { fullWeekBefore } from '../values/week.ts';
import type { BenchmarkSource, BenchmarkStore } from './benchmark-store.ts';
import { type BenchmarkSettings, type Benchmarks, BenchmarkTally } from './benchmarks.ts';

export interface BenchmarkPorts {
  readonly benchmarkSource: BenchmarkSource;
  readonly benchmarks: BenchmarkStore;
  readonly cwos: CwoReader;
  readonly clock: Clock;
}

/** Computes the benchmarks of the last full weeks, and keeps them by the instant they are of. */
export async function refreshBenchmarks(
  settings: BenchmarkSettings,
  timeZone: string,
  { benchmarkSource, benchmarks, cwos, clock }: BenchmarkPorts,
  signal: AbortSignal,
): Promise<Benchmarks> {
  const asOf = clock.now();
  const weeks = {
    first: fullWeekBefore(asOf, timeZone, settings.weeks),
    last: fullWeekBefore(asOf, timeZone, 1),
  };
  const tally = new BenchmarkTally();
  for await (const page of benchmarkSource.readLines(weeks, signal)) for (const line of page) tally.add(line);
  const known = await cwos.readCwos(tally.cwoIds());
  const computed: Benchmarks = {
    asOf,
    firstWeek: weeks.first,
    lastWeek: weeks.last,
    settings,
    roles: tally.roles(settings, known),
    cwos: tally.cwos(known),
  };
  await benchmarks.put(computed);
  return computed;
}
