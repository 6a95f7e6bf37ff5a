import { describe, expect, it } from 'vitest';
import { readPage, sectionOf, tableOf } from '../docs/markdown.ts';
import { planTable, planTime } from './plan-time.ts';

const SIZES = [100_000, 500_000, 1_000_000];

describe('the time of plan batches', () => {
  it('fits twice into that of the function for 500,000 employees, and once for a million', () => {
    expect(planTime(500_000).margin).toBeGreaterThanOrEqual(2);
    expect(planTime(1_000_000).margin).toBeGreaterThan(1);
  });

  it('is on the page as the code has it', () => {
    const section = sectionOf(readPage('docs/scale.md'), 'Planning a million');

    expect(tableOf(section)).toEqual(tableOf(planTable(SIZES)));
  });

  it('is spent on result pages first of all', () => {
    const { together, ...parts } = planTime(1_000_000).seconds;

    expect(Math.max(...Object.values(parts))).toBe(parts.result);
    expect(parts.result / together).toBeGreaterThan(0.5);
  });
});
