import { describe, expect, it } from 'vitest';
import {
  ALTERNATIVES,
  type Cost,
  costPer1000,
  costWithLookbacks,
  REFERENCE_WORKLOAD,
  type RunShape,
} from '../../bench/cost-model.ts';
import { priceTable, shapeTable } from '../../bench/scale-tables.ts';
import { readPage, sectionOf, tableOf } from '../docs/markdown.ts';
import { readShape } from './shape-on-page.ts';

/** The goals in USD per 1,000 employee-weeks: a run by itself, and a first run with its look-backs. */
const PRICE_MAX = { 'first run': 0.0045, 'steady state': 0.002 };
const PRICE_WITH_LOOKBACKS_MAX = 0.0125;
const PAGE = readPage('docs/scale.md');

function documentedCosts(): Record<string, Cost> {
  const shapes = { 'first run': 'First run', 'steady state': 'Steady state' };
  return Object.fromEntries(
    Object.entries(shapes).map(([name, title]) => [
      name,
      costPer1000(readShape(sectionOf(PAGE, title)), REFERENCE_WORKLOAD),
    ]),
  );
}

describe('docs/scale.md', () => {
  it('states the prices that follow from the quantities it states', () => {
    const costs = documentedCosts();

    expect(tableOf(sectionOf(PAGE, 'Price'))).toEqual(tableOf(priceTable(costs)));
  });

  it('states prices within the goal, for the first run and for a later one', () => {
    const { 'first run': first, 'steady state': steady } = documentedCosts() as Record<keyof typeof PRICE_MAX, Cost>;

    expect(first.total).toBeLessThanOrEqual(PRICE_MAX['first run']);
    expect(steady.total).toBeLessThanOrEqual(PRICE_MAX['steady state']);
    const whole = costWithLookbacks(first, steady);
    expect(whole).toBeLessThanOrEqual(PRICE_WITH_LOOKBACKS_MAX);
    expect(sectionOf(PAGE, 'Price')).toContain(`${whole.toFixed(4)} per\n1,000 altogether`);
  });

  it('is read as it was written', () => {
    const shape = ALTERNATIVES['one Lambda per employee'] as RunShape;

    expect(readShape(shapeTable(shape))).toEqual(shape);
  });

  it('is not believed where a quantity has no price', () => {
    expect(() => readShape('| quantity | per run |\n| --- | ---: |\n| Coffee | 3 |')).toThrow('Coffee has no price');
  });
});
