import { median, type RunMeasure, type Sample } from './measures.ts';
import { runSample } from './run-sample.ts';

/** The samples of one size of company. */
export interface PipelineSize {
  readonly employees: number;
  readonly samples: readonly Sample[];
}

const SAMPLE_MAX_MINUTES = 60;

/** Takes samples of each size, one after the other, each on a fresh engine below `.local/bench`. */
export function benchPipeline(sizes: readonly number[], repeat: number): PipelineSize[] {
  return sizes.map((employees) => ({
    employees,
    samples: Array.from({ length: repeat }, () => takeSample(employees)),
  }));
}

/** @throws Error where the sample failed, which has told why */
function takeSample(employees: number): Sample {
  const of = `${employees} employees`;
  return runSample({ script: 'bench/pipeline-sample.ts', args: [employees], of, minutesMax: SAMPLE_MAX_MINUTES });
}

/** The median over the samples of what `of` takes from their first or steady run. */
export function medianOf(size: PipelineSize, which: 'first' | 'steady', of: (run: RunMeasure) => number): number {
  return median(size.samples.map((sample) => of(sample[which])));
}

/** The sample whose first run took the median time. */
export function medianSample(size: PipelineSize): Sample {
  const seconds = medianOf(size, 'first', (run) => run.seconds);
  return size.samples.find(({ first }) => first.seconds === seconds) as Sample;
}

/** Ascending by employees. */
export function bySize(sizes: readonly PipelineSize[]): PipelineSize[] {
  return sizes.toSorted((a, b) => a.employees - b.employees);
}

/** Time per employee of the largest company over that of the next smaller one; null with fewer than two. */
export function growth(sizes: readonly PipelineSize[], which: 'first' | 'steady'): number | null {
  const [smaller, larger] = bySize(sizes).slice(-2);
  if (!smaller || !larger) return null;
  const perEmployee = (size: PipelineSize) => medianOf(size, which, ({ seconds, employees }) => seconds / employees);
  return perEmployee(larger) / perEmployee(smaller);
}
