import { describe, expect, it } from 'vitest';
import { foreseeCost } from '../../../core/ledger/foreseen-cost.ts';
import type { EmployeeAnswer } from '../../../core/timesheets/timesheets.ts';
import { allocationOf, headOf, inputs, line, source } from '../../worlds/heads.ts';
import { entry, known, RULE_ROWS, WEEK } from '../../worlds/rule-weeks.ts';

const HEAD = headOf(allocationOf([line()]));
const of = (answer?: EmployeeAnswer) => ({ employees: new Map(answer && [['E1', answer]]), chain: RULE_ROWS });

describe('the cost that an answer would lead nowhere', () => {
  it.each<[string, EmployeeAnswer | undefined, bigint]>([
    ['none where all hours lead to a CWO', known({ entries: [entry('T1', '20'), entry('T2', '10')] }), 0n],
    ['the share of hours without a chain', known({ entries: [entry('T1', '20'), entry('T-NONE', '10')] }), 150_000n],
    ['all where no hour has a chain', known({ entries: [entry('T-NONE', '10')] }), 450_000n],
    ['what it was where the employee is not known any more', undefined, 0n],
    ['what it was where the week would be set aside', known({ entries: [entry('T-NONE', '200')] }), 0n],
  ])('is %s', (_, answer, unallocatedUsd4) => {
    expect(foreseeCost([HEAD], of(answer), WEEK)).toEqual({ employeeWeeks: 1, costUsd4: 450_000n, unallocatedUsd4 });
  });

  it('is of the usage that was confirmed last, and summed', () => {
    const confirmed = headOf(allocationOf([line()]), inputs(), inputs({ sources: [source('60.00')] }));
    const told = of(known({ entries: [entry('T-NONE', '10')] }));

    expect(foreseeCost([confirmed, HEAD], told, WEEK)).toEqual({
      ...{ employeeWeeks: 2, costUsd4: 1_050_000n, unallocatedUsd4: 1_050_000n },
    });
  });

  it('is none of no employee-weeks', () => {
    expect(foreseeCost([], of(), WEEK)).toEqual({ employeeWeeks: 0, costUsd4: 0n, unallocatedUsd4: 0n });
  });
});
