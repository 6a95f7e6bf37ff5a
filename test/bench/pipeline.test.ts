import { describe, expect, it } from 'vitest';
import type { RunMeasure, Sample } from '../../bench/measures.ts';
import { growth, medianOf, medianSample, type PipelineSize } from '../../bench/pipeline.ts';

function sizeOf(employees: number, secondsOfFirst: readonly number[]): PipelineSize {
  const run = (seconds: number) => ({ employees, seconds }) as RunMeasure;
  const samples = secondsOfFirst.map((seconds): Sample => {
    return { employees, first: run(seconds), steady: run(seconds / 2), peakMemoryMb: {} };
  });
  return { employees, samples };
}

describe('the samples of the pipeline', () => {
  it.each([
    ['the middle one of three', [9, 2, 4], 4],
    ['the upper middle one of two', [2, 9], 9],
    ['the only one', [3], 3],
  ])('count by %s', (_, seconds, expected) => {
    const size = sizeOf(1000, seconds);

    expect(medianOf(size, 'first', (run) => run.seconds)).toBe(expected);
    expect(medianSample(size).first.seconds).toBe(expected);
  });

  it('tell how much longer an employee takes in the largest company than in the next smaller one', () => {
    const sizes = [sizeOf(20_000, [90]), sizeOf(1000, [5]), sizeOf(5000, [15])];

    expect(growth(sizes, 'first')).toBeCloseTo(1.5, 12);
    expect(growth(sizes, 'steady')).toBeCloseTo(1.5, 12);
  });

  it('tell no growth of one size', () => {
    expect(growth([sizeOf(5000, [15])], 'first')).toBeNull();
  });
});
