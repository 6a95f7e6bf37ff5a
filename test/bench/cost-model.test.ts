import { describe, expect, it } from 'vitest';
import {
  ALTERNATIVES,
  costPer1000,
  QUANTITIES,
  REFERENCE_WORKLOAD,
  type RunShape,
  writeUnits,
} from '../../bench/cost-model.ts';

const NOTHING: RunShape = { perRun: {}, perBatch: {}, perEmployeeWeek: {}, perLine: {} };

describe('the price of 1,000 employee-weeks, of 10,000 with 2.2 lines each in batches of 100', () => {
  it.each<[string, Partial<RunShape>, string]>([
    ['of nothing', {}, '0.000000'],
    ['of 10 transitions a run', { perRun: { standardTransitions: 10 } }, '0.000025'],
    ['of a transition for each employee', { perEmployeeWeek: { standardTransitions: 1 } }, '0.025000'],
    ['of an express child a batch', { perBatch: { expressRequests: 1 } }, '0.000010'],
    ['of 64 MB for 2 s a batch', { perBatch: { expressGbSeconds: 0.125 } }, '0.000021'],
    ['of three functions a batch', { perBatch: { lambdaRequests: 3 } }, '0.000006'],
    ['of 512 MB for 3 s a batch', { perBatch: { lambdaGbSeconds: 1.5 } }, '0.000200'],
    ['of a head below 1 KB in a transaction', { perEmployeeWeek: { writeUnits: 2 } }, '0.001250'],
    ['of its lines in the same transaction', { perLine: { writeUnits: 2 } }, '0.002750'],
    ['of three reads by key', { perEmployeeWeek: { readUnits: 3 } }, '0.000375'],
    ['of five objects written a batch', { perBatch: { s3Writes: 5 } }, '0.000250'],
    ['of four objects read a batch', { perBatch: { s3Reads: 4 } }, '0.000016'],
    ['of the smallest query', { perRun: { athenaMegabytes: 10 } }, '0.000005'],
    ['of a message a run', { perRun: { messages: 1 } }, '0.000000'],
    ['of 2 KB of logs a batch', { perBatch: { logMegabytes: 2 / 1024 } }, '0.000010'],
  ])('%s', (_, shape, expected) => {
    const { total } = costPer1000({ ...NOTHING, ...shape }, REFERENCE_WORKLOAD);

    expect(total.toFixed(6)).toBe(expected);
  });

  it('is the sum of its parts', () => {
    const shape = { ...NOTHING, perRun: { messages: 7, s3Reads: 11 }, perLine: { writeUnits: 2, readUnits: 1 } };

    const { total, parts } = costPer1000(shape, REFERENCE_WORKLOAD);

    expect(total).toBeCloseTo(
      QUANTITIES.reduce((sum, quantity) => sum + parts[quantity], 0),
      12,
    );
    expect(parts.standardTransitions).toBe(0);
  });

  it('counts a batch that is not full as one', () => {
    const shape = { ...NOTHING, perBatch: { s3Writes: 1 } };

    const { total } = costPer1000(shape, { employees: 101, linesPerEmployee: 1, batchSize: 100 });

    expect(total).toBeCloseTo((2 * 0.000005 * 1000) / 101, 12);
  });

  it.each([
    ['one Lambda per employee', '0.079'],
    ['Athena alone, no ledger', '0.0001'],
  ])('would be for %s %s USD', (name, expected) => {
    const { total } = costPer1000(ALTERNATIVES[name] as RunShape, REFERENCE_WORKLOAD);

    expect(total.toFixed(expected.length - 2)).toBe(expected);
  });
});

describe('the write units of an item', () => {
  it.each([
    [1, 1, 2],
    [1024, 1, 2],
    [1025, 2, 4],
    [400_000, 391, 782],
  ])('of %i bytes are %i, in a transaction %i', (bytes, alone, transactional) => {
    expect(writeUnits(bytes, false)).toBe(alone);
    expect(writeUnits(bytes, true)).toBe(transactional);
  });
});
