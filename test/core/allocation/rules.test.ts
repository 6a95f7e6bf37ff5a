import { describe, expect, it } from 'vitest';
import { allocate } from '../../../core/allocation/allocate.ts';
import type { EmployeeAnswer, TimesheetStatus } from '../../../core/timesheets/timesheets.ts';
import { allocated, chainOf, entry, plan, tell, usage, WEEK, type WeekStory } from '../../worlds/rule-weeks.ts';

/** The rule table row by row. Each row stands with the nearest case that is not its own. */
type Case = readonly [name: string, story: WeekStory, outcome: string];

const LEAVE = 'ACTUAL FULL_WEEK_LEAVE: OVERHEAD 45.0000';
const HOLIDAY = `${LEAVE} NO_WORKING_TIME`;
const BENCH = 'ACTUAL NONE: OVERHEAD 45.0000 BENCH';
const NOBODY_KNOWS = 'ESTIMATED NONE: UNALLOCATED 45.0000 NO_TIMESHEET_NO_ALLOCATION';
const LOGGED_C1 = 'ACTUAL LOGGED_HOURS: C1 45.0000 by 10.00 h';
const SUBMITTED_C1 = 'ESTIMATED SUBMITTED_HOURS: C1 45.0000 by 10.00 h';
const PLANNED_C2 = 'ESTIMATED PLANNED_HOURS: C2 45.0000 by 20.00 h';

const tenHours = [entry('T1', '10')];
const zeroHours = [entry('T1', '10'), entry('T1', '-10')];
const plans = [plan('R2', '20')];
const emptyPlans = [plan('R2', '0'), plan('R3', '0')];

/** Every state of a timesheet in which nothing has been approved. */
const NOT_APPROVED: readonly (TimesheetStatus | null)[] = [null, 'DRAFT', 'SUBMITTED', 'REJECTED', 'REOPENED'];

describe('rule 1, leave covers the week', () => {
  const leave = { leave: '40.00', entries: zeroHours, plans };

  it.each<Case>([
    ['leave of just the working hours', leave, LEAVE],
    ['leave of more than the working hours', { ...leave, leave: '48.00' }, LEAVE],
    ['a short week that leave covers', { ...leave, working: '0.01', leave: '0.01' }, LEAVE],
    ['leave a hundredth short', { ...leave, leave: '39.99' }, 'ACTUAL EQUAL_SPLIT: C2 45.0000'],
    ['leave where the working hours are not known', { ...leave, working: null }, 'ACTUAL EQUAL_SPLIT: C2 45.0000'],
    ['approved hours beside the leave', { ...leave, entries: tenHours }, LOGGED_C1.replace(':', ' LEAVE_WITH_HOURS:')],
  ])('%s', (_, story, outcome) => {
    expect(allocated(story)).toBe(outcome);
  });

  it.each(NOT_APPROVED)('goes before hours and plans of a timesheet in state %s', (status) => {
    expect(allocated({ ...leave, status, entries: tenHours })).toBe(LEAVE);
  });
});

describe('rule 2, no working time', () => {
  const holiday = { working: '0.00', entries: zeroHours, plans };

  it.each<Case>([
    ['a week of holidays', holiday, HOLIDAY],
    ['a week of holidays and leave', { ...holiday, leave: '40.00' }, HOLIDAY],
    ['a week of a hundredth of an hour', { ...holiday, working: '0.01' }, 'ACTUAL EQUAL_SPLIT: C2 45.0000'],
    ['working hours not known', { ...holiday, working: null }, 'ACTUAL EQUAL_SPLIT: C2 45.0000'],
    ['approved hours in a week of holidays', { ...holiday, entries: tenHours }, LOGGED_C1],
  ])('%s', (_, story, outcome) => {
    expect(allocated(story)).toBe(outcome);
  });

  it.each(NOT_APPROVED)('goes before hours and plans of a timesheet in state %s', (status) => {
    expect(allocated({ ...holiday, status, entries: tenHours })).toBe(HOLIDAY);
  });
});

describe('rule 3, approved hours', () => {
  const oneHundredth = [entry('T1', '10'), entry('T1', '-9.99')];

  it.each<Case>([
    ['decide', { entries: tenHours, plans }, LOGGED_C1],
    [
      'decide in proportion',
      { entries: [entry('T1', '20'), entry('T2', '10')], plans },
      'ACTUAL LOGGED_HOURS: C1 30.0000 by 20.00 h, C2 15.0000 by 10.00 h',
    ],
    [
      'decide from a hundredth of an hour on',
      { entries: oneHundredth },
      'ACTUAL LOGGED_HOURS FEW_HOURS: C1 45.0000 by 0.01 h',
    ],
    ['of 0 do not', { entries: zeroHours }, BENCH],
    ['decide where the working hours are not known', { entries: tenHours, working: null }, LOGGED_C1],
  ])('%s', (_, story, outcome) => {
    expect(allocated(story)).toBe(outcome);
  });
});

describe('rules 4 and 5, approved without hours', () => {
  it.each<Case>([
    ['one plan', { plans }, 'ACTUAL EQUAL_SPLIT: C2 45.0000'],
    [
      'plans of unlike hours count alike',
      { plans: [plan('R1', '30'), plan('R2', '1')] },
      'ACTUAL EQUAL_SPLIT: C1 22.5000, C2 22.5000',
    ],
    [
      'a plan of 0 hours is a plan',
      { plans: [plan('R1', '8'), plan('R2', '0')] },
      'ACTUAL EQUAL_SPLIT: C1 22.5000, C2 22.5000',
    ],
    ['no plan', {}, BENCH],
    ['a plan that has ended', { plans: [plan('R2', '20', { endDate: '2026-11-15' })] }, BENCH],
    ['entries that cancel out and no plan', { entries: zeroHours }, BENCH],
    [
      'entries of next week only',
      { entries: [entry('T1', '8', '2026-11-23')] },
      BENCH.replace(':', ' ENTRY_OUTSIDE_WEEK:'),
    ],
  ])('%s', (_, story, outcome) => {
    expect(allocated(story)).toBe(outcome);
  });
});

describe('rule 6, hours not yet approved', () => {
  it.each<Case>([
    ['SUBMITTED hours decide for now', { status: 'SUBMITTED', entries: tenHours, plans }, SUBMITTED_C1],
    ['REOPENED hours decide for now', { status: 'REOPENED', entries: tenHours, plans }, SUBMITTED_C1],
    ['SUBMITTED without hours leaves it to the plans', { status: 'SUBMITTED', entries: zeroHours, plans }, PLANNED_C2],
    ['REOPENED without hours leaves it to the plans', { status: 'REOPENED', plans }, PLANNED_C2],
    ['DRAFT hours are not looked at', { status: 'DRAFT', entries: tenHours, plans }, PLANNED_C2],
    ['REJECTED hours are not looked at', { status: 'REJECTED', entries: tenHours, plans }, PLANNED_C2],
  ])('%s', (_, story, outcome) => {
    expect(allocated(story)).toBe(outcome);
  });
});

describe('rules 7, 8 and 9, no usable hours', () => {
  it.each(NOT_APPROVED)('follow the plans for a timesheet in state %s', (status) => {
    const [planned, equal, nothing] = [plans, emptyPlans, []].map((list) => allocated({ status, plans: list }));

    expect(planned).toBe(PLANNED_C2);
    expect(equal).toBe('ESTIMATED EQUAL_SPLIT: C2 22.5000, C3 22.5000');
    expect(nothing).toBe(NOBODY_KNOWS);
  });

  it.each<Case>([
    [
      'a hundredth of a planned hour decides',
      { status: null, plans: [...emptyPlans, plan('R1', '0.01')] },
      'ESTIMATED PLANNED_HOURS: C1 45.0000 by 0.01 h',
    ],
    [
      'plans that are not active do not count',
      { status: null, plans: [plan('R2', '20', { startDate: '2026-11-21' })] },
      NOBODY_KNOWS,
    ],
    [
      'an inactive plan with hours leaves the rest to an equal split',
      { status: null, plans: [...emptyPlans, plan('R1', '8', { endDate: '2026-11-13' })] },
      'ESTIMATED EQUAL_SPLIT: C2 22.5000, C3 22.5000',
    ],
  ])('%s', (_, story, outcome) => {
    expect(allocated(story)).toBe(outcome);
  });

  it('an approval replaces what was planned', () => {
    const late = allocated({ status: 'SUBMITTED', plans });
    const approved = allocated({ status: 'APPROVED', plans, entries: tenHours });

    expect([late, approved]).toEqual([PLANNED_C2, LOGGED_C1]);
  });

  it('an employee nobody knows has a reason of its own', () => {
    const answer: EmployeeAnswer = { kind: 'UNKNOWN' };

    const result = allocate(usage('45.00'), answer, WEEK, chainOf());

    expect(tell(result)).toBe('ESTIMATED NONE: UNALLOCATED 45.0000 UNKNOWN_EMPLOYEE');
  });
});
