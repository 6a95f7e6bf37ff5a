import { describe, expect, it } from 'vitest';
import { allocate, checkUsage } from '../../../core/allocation/allocate.ts';
import type { TimesheetStatus } from '../../../core/timesheets/timesheets.ts';
import { weeklyAmount } from '../../../core/usage/usage.ts';
import { allocated, chainOf, entry, known, plan, tell, usage, WEEK, type WeekStory } from '../../worlds/rule-weeks.ts';

/** What is never allocated by guess, and what only looks like it. Also the remarks that a result may carry. */

const LOOKED_AT: readonly TimesheetStatus[] = ['APPROVED', 'SUBMITTED', 'REOPENED'];
const NOT_LOOKED_AT: readonly (TimesheetStatus | null)[] = [null, 'DRAFT', 'REJECTED'];

describe('a weekly usage', () => {
  it.each([
    ['below 0 by a millionth', usage('-0.000001'), 'SET ASIDE NEGATIVE_TOTAL'],
    ['far below 0', usage('-99999999999999999.00'), 'SET ASIDE NEGATIVE_TOTAL'],
    ['of 0 after a credit', usage('0'), 'ACTUAL NONE: OVERHEAD 0.0000 BENCH'],
    ['of the largest cost', usage('99999999999999.9999'), 'ACTUAL NONE: OVERHEAD 99999999999999.9999 BENCH'],
    [
      'that rounds to the largest cost',
      usage('99999999999999.999949'),
      'ACTUAL NONE: OVERHEAD 99999999999999.9999 BENCH',
    ],
    ['that rounds past it', usage('99999999999999.999950'), 'SET ASIDE AMOUNT_TOO_LARGE'],
    ['past the largest cost', usage('100000000000000.00'), 'SET ASIDE AMOUNT_TOO_LARGE'],
    ['of the most tokens', usage('1.00', 2n ** 63n - 1n), 'ACTUAL NONE: OVERHEAD 1.0000 BENCH'],
    ['of one token more', usage('1.00', 2n ** 63n), 'SET ASIDE AMOUNT_TOO_LARGE'],
  ])('%s', (_, amount, outcome) => {
    expect(allocated({}, amount)).toBe(outcome);
  });

  it('is set aside for itself first, whatever the timesheet says', () => {
    const result = allocate(usage('-1.00'), { kind: 'MALFORMED', detail: 'status' }, WEEK, chainOf());

    expect(result).toMatchObject({
      kind: 'SET_ASIDE',
      reason: 'NEGATIVE_TOTAL',
      detail: expect.stringContaining('-1.000000'),
    });
  });

  it('is checked alone too, before a timesheet is fetched', () => {
    const [bad, good] = [usage('-1.00'), usage('1.00')];

    expect(checkUsage(bad, weeklyAmount(bad))?.reason).toBe('NEGATIVE_TOTAL');
    expect(checkUsage(good, weeklyAmount(good))).toBeUndefined();
  });
});

describe('a record that breaks the contract', () => {
  it('is set aside with what is wrong in it', () => {
    const result = allocate(usage('1.00'), { kind: 'MALFORMED', detail: 'entries[2].hours' }, WEEK, chainOf());

    expect(result).toEqual({ kind: 'SET_ASIDE', reason: 'MALFORMED_TIMESHEET', detail: 'entries[2].hours' });
  });
});

describe('hours of a target below 0', () => {
  const entries = [entry('T1', '8'), entry('T2', '2'), entry('T2', '-2.01')];

  it.each(LOOKED_AT)('set a %s timesheet aside, naming target and sum', (status) => {
    const result = allocate(usage('1.00'), known({ status, entries }), WEEK, chainOf());

    expect(result).toMatchObject({
      kind: 'SET_ASIDE',
      reason: 'NEGATIVE_HOURS',
      detail: expect.stringMatching(/C2.*-0\.01/),
    });
  });

  it.each<[string, WeekStory]>([
    ['although leave covers the week', { entries: [entry('T1', '-8')], leave: '40.00' }],
    ['although there was no working time', { entries: [entry('T1', '-8')], working: '0.00' }],
    ['although the hours sum to 0', { entries: [entry('T1', '-8'), entry('T2', '8')], plans: [plan('R1', '8')] }],
    ['of internal work', { entries: [entry('T1', '8'), entry('TI', '-1')] }],
    ['of a broken chain', { entries: [entry('T1', '8'), entry('TX', '-1')] }],
    ['rather than for too many hours', { entries: [entry('T1', '200'), entry('T2', '-1')] }],
  ])('%s', (_, story) => {
    expect(allocated(story)).toBe('SET ASIDE NEGATIVE_HOURS');
  });

  it.each<[string, WeekStory]>([
    ['are fine for one of two roles there', { entries: [entry('T1', '-8'), entry('T1b', '18')], working: null }],
    ['are fine outside the week', { entries: [entry('T1', '10'), entry('T2', '-8', '2026-11-23')] }],
  ])('%s', (_, story) => {
    expect(allocated(story)).toMatch(/C1 45\.0000 by 10\.00 h$/);
  });

  it.each(NOT_LOOKED_AT)('are not looked at on a timesheet in state %s', (status) => {
    expect(allocated({ status, entries, plans: [plan('R1', '8')] })).toBe(
      'ESTIMATED PLANNED_HOURS: C1 45.0000 by 8.00 h',
    );
  });
});

describe('hours of the week above 168', () => {
  const tooMany = [entry('T1', '160'), entry('TI', '8'), entry('TX', '0.01')];

  it.each(LOOKED_AT)('set a %s timesheet aside', (status) => {
    const result = allocate(usage('1.00'), known({ status, entries: tooMany }), WEEK, chainOf());

    expect(result).toMatchObject({ reason: 'IMPLAUSIBLE_HOURS', detail: expect.stringContaining('168.01') });
  });

  it.each<[string, WeekStory, string]>([
    [
      'although leave covers the week',
      { status: 'SUBMITTED', entries: tooMany, leave: '40.00' },
      'SET ASIDE IMPLAUSIBLE_HOURS',
    ],
    [
      'although there was no working time',
      { status: 'REOPENED', entries: tooMany, working: '0.00' },
      'SET ASIDE IMPLAUSIBLE_HOURS',
    ],
    ['but not just 168', { entries: [entry('T1', '168')] }, 'ACTUAL LOGGED_HOURS: C1 45.0000 by 168.00 h'],
    [
      'but not 168 after a correction',
      { entries: [entry('T1', '169'), entry('T1', '-1')] },
      'ACTUAL LOGGED_HOURS: C1 45.0000 by 168.00 h',
    ],
  ])('%s', (_, story, outcome) => {
    expect(allocated(story)).toBe(outcome);
  });

  it.each(NOT_LOOKED_AT)('are not looked at on a timesheet in state %s', (status) => {
    const result = allocate(usage('45.00'), known({ status, entries: tooMany }), WEEK, chainOf());

    expect(tell(result)).toBe('ESTIMATED NONE: UNALLOCATED 45.0000 NO_TIMESHEET_NO_ALLOCATION');
  });
});
