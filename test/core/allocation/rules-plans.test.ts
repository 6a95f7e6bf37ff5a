import { describe, expect, it } from 'vitest';
import { allocate } from '../../../core/allocation/allocate.ts';
import { allocated, chainOf, cwo, known, plan, usage, WEEK } from '../../worlds/rule-weeks.ts';

/** When a plan counts, and for how much. */

const FULL = plan('R2', '20');
const BENCH = 'ACTUAL NONE: OVERHEAD 45.0000 BENCH';

describe('a plan of 20 h beside one of 20 h for the whole week', () => {
  it.each([
    ['the whole week', {}, '22.5000 by 20.00 h'],
    ['from the Monday', { startDate: '2026-11-16' }, '22.5000 by 20.00 h'],
    ['to the Friday', { endDate: '2026-11-20' }, '22.5000 by 20.00 h'],
    ['to the Saturday', { endDate: '2026-11-21' }, '22.5000 by 20.00 h'],
    ['from the Tuesday', { startDate: '2026-11-17' }, '20.0000 by 16.00 h'],
    ['to the Wednesday', { endDate: '2026-11-18' }, '16.8750 by 12.00 h'],
    ['the Thursday and the Friday', { startDate: '2026-11-19', endDate: '2026-11-22' }, '12.8571 by 8.00 h'],
    ['the Friday', { startDate: '2026-11-20' }, '7.5000 by 4.00 h'],
    ['the Monday', { endDate: '2026-11-16' }, '7.5000 by 4.00 h'],
  ])('counts on %s', (_, period, share) => {
    const outcome = allocated({ status: null, plans: [FULL, plan('R1', '20', period)] });

    expect(outcome).toContain(`PLANNED_HOURS: C1 ${share}, C2 `);
  });

  it.each([
    ['only the weekend', { startDate: '2026-11-21', endDate: '2026-11-22' }],
    ['only the Sunday before', { endDate: '2026-11-15' }],
    ['only the Monday after', { startDate: '2026-11-23' }],
    ['no day at all', { startDate: '2026-11-19', endDate: '2026-11-18' }],
  ])('does not count on %s', (_, period) => {
    const late = allocated({ status: null, plans: [FULL, plan('R1', '20', period)] });
    const approved = allocated({ plans: [plan('R1', '20', period)] });

    expect(late).toBe('ESTIMATED PLANNED_HOURS: C2 45.0000 by 20.00 h');
    expect(approved).toBe(BENCH);
  });
});

describe('the dates of the CWO', () => {
  it.each([
    ['cut the plan at its start', { startDate: '2026-11-18' }, {}, 'C1 16.8750 by 12.00 h'],
    ['cut the plan at its end', { endDate: '2026-11-17' }, {}, 'C1 12.8571 by 8.00 h'],
    [
      'and of the plan count only where they meet',
      { endDate: '2026-11-18' },
      { startDate: '2026-11-18' },
      'C1 7.5000 by 4.00 h',
    ],
  ])('%s', (_, dates, period, share) => {
    const chain = chainOf({ cwos: [cwo('C1', dates), cwo('C2')] });

    const outcome = allocated({ status: null, plans: [FULL, plan('R1', '20', period)] }, usage('45.00'), chain);

    expect(outcome).toContain(`PLANNED_HOURS: ${share}, C2 `);
  });

  it.each([
    ['before', { endDate: '2026-11-15' }, {}],
    ['after', { startDate: '2026-11-21' }, {}],
    ['beside the plan', { endDate: '2026-11-17' }, { startDate: '2026-11-18' }],
  ])('leave no plan active where they lie %s', (_, dates, period) => {
    const chain = chainOf({ cwos: [cwo('C1', dates)] });

    const outcome = allocated({ plans: [plan('R1', '20', period)] }, usage('45.00'), chain);

    expect(outcome).toBe(BENCH);
  });
});

describe('planned hours on a line', () => {
  it.each([
    ['0.01', 3, '0.01'],
    ['0.01', 2, '0.00'],
    ['3.33', 4, '2.66'],
    ['3.34', 4, '2.67'],
    ['37.53', 1, '7.51'],
  ])('of %s h on %i of 5 days are %s', (planned, days, shown) => {
    const endDate = `2026-11-${15 + days}`;

    const outcome = allocated({ status: null, plans: [plan('R1', planned, { endDate })] });

    expect(outcome).toBe(`ESTIMATED PLANNED_HOURS: C1 45.0000 by ${shown} h`);
  });

  it('are rounded after plans of the same CWO are summed', () => {
    const plans = [plan('R1', '0.01', { endDate: '2026-11-17' }), plan('R1b', '0.01', { startDate: '2026-11-19' })];

    expect(allocated({ status: null, plans })).toBe('ESTIMATED PLANNED_HOURS: C1 45.0000 by 0.01 h');
  });

  it('are for display: the split follows the exact ratio', () => {
    const plans = [plan('R1', '0.01', { endDate: '2026-11-17' }), plan('R2', '0.01', { endDate: '2026-11-18' })];

    const outcome = allocated({ status: null, plans });

    expect(outcome).toBe('ESTIMATED PLANNED_HOURS: C1 18.0000 by 0.00 h, C2 27.0000 by 0.01 h');
  });

  it('of 0 leave a CWO without a line where others have some', () => {
    const outcome = allocated({ status: null, plans: [plan('R1', '0'), plan('R2', '20')] });

    expect(outcome).toBe('ESTIMATED PLANNED_HOURS: C2 45.0000 by 20.00 h');
  });
});

describe('plans that lead nowhere', () => {
  const broken = [plan('RX', '10'), plan('R-unknown', '20'), plan('R1', '15')];

  it('are together one target of a split by planned hours', () => {
    const outcome = allocated({ status: null, plans: broken });

    expect(outcome).toBe('ESTIMATED PLANNED_HOURS: C1 15.0000 by 15.00 h, UNALLOCATED 30.0000 by 30.00 h BROKEN_CHAIN');
  });

  it('are together one target of an equal split', () => {
    const outcome = allocated({ plans: broken });

    expect(outcome).toBe('ACTUAL EQUAL_SPLIT: C1 22.5000, UNALLOCATED 22.5000 BROKEN_CHAIN');
  });

  it('are active plans, alone too', () => {
    const outcomes = (['APPROVED', 'DRAFT'] as const).map((status) => allocated({ status, plans: [plan('RX', '0')] }));

    expect(outcomes).toEqual([
      'ACTUAL EQUAL_SPLIT: UNALLOCATED 45.0000 BROKEN_CHAIN',
      'ESTIMATED EQUAL_SPLIT: UNALLOCATED 45.0000 BROKEN_CHAIN',
    ]);
  });

  it.each([
    [{ endDate: '2026-11-15' }, BENCH],
    [{ endDate: '2026-11-16' }, 'ACTUAL EQUAL_SPLIT: UNALLOCATED 45.0000 BROKEN_CHAIN'],
  ])('have dates of their own: %j', (period, outcome) => {
    expect(allocated({ plans: [plan('RX', '10', period)] })).toBe(outcome);
  });
});

describe('an equal split', () => {
  it('gives each CWO one part however many plans lead there', () => {
    const outcome = allocated({ plans: [plan('R1', '1'), plan('R1b', '30'), plan('R2', '1'), plan('R1', '5')] });

    expect(outcome).toBe('ACTUAL EQUAL_SPLIT: C1 22.5000, C2 22.5000');
  });

  it('does not scale: a day counts as much as a week', () => {
    const outcome = allocated({ plans: [plan('R1', '20', { endDate: '2026-11-16' }), plan('R2', '20')] });

    expect(outcome).toBe('ACTUAL EQUAL_SPLIT: C1 22.5000, C2 22.5000');
  });

  it('tells its weights as parts without hours', () => {
    const result = allocate(usage('45.00'), known({ plans: [plan('R1', '1'), plan('R2', '9')] }), WEEK, chainOf());

    expect(result).toMatchObject({
      weights: [
        { weight: 1, hours: null },
        { weight: 1, hours: null },
      ],
    });
  });
});
