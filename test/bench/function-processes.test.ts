import { describe, expect, it } from 'vitest';
import { stepOf } from '../../bench/engine-functions.ts';
import { functionMemory } from '../../bench/memory-sampler.ts';

const WORKER =
  'node /t/ministack-lambda-tokenledger-local-StepsFetchTimesheets8EBE2F55-A9834C084DC5F-zd6ssv6m/_worker.js';

describe('a function of a step', () => {
  it.each([
    ['tokenledger-local-StepsPersistA3C63A54-3F900F20056F9', 'Persist'],
    ['tokenledger-local-StepsOpenRunAAAE7A83-E5609F635B33C', 'OpenRun'],
    [WORKER, 'FetchTimesheets'],
    ['tokenledger-local-CustomS3AutoDelete-E5609F635B33C', undefined],
    ['node local/timesheets/main.ts', undefined],
  ])('is known by its name: %s', (text, step) => {
    expect(stepOf(text)).toBe(step);
  });

  it('is weighed only in the group of the own engine', () => {
    const output = [
      `  7 131072 python ministack`,
      `  7 122880 ${WORKER}`,
      `  7  94208 ${WORKER}`,
      `  8 999999 ${WORKER}`,
      '',
    ].join('\n');

    expect(functionMemory(output, 7)).toEqual([
      ['FetchTimesheets', 120],
      ['FetchTimesheets', 92],
    ]);
  });
});
