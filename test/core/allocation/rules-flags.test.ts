import { describe, expect, it } from 'vitest';
import { allocate } from '../../../core/allocation/allocate.ts';
import type { AllocationFlag } from '../../../core/allocation/allocation.ts';
import { chainOf, entry, known, plan, usage, WEEK, type WeekStory } from '../../worlds/rule-weeks.ts';

/** The remarks a result carries for a person to look at. */

function flagsOf(story: WeekStory): readonly AllocationFlag[] {
  const result = allocate(usage('45.00'), known(story), WEEK, chainOf());
  if (result.kind === 'SET_ASIDE') throw new Error(`set aside: ${result.reason}`);
  return result.allocation.flags;
}

const tenHours = [entry('T1', '10')];
const nextWeek = entry('T1', '8', '2026-11-23');

describe('LEAVE_WITH_HOURS', () => {
  it.each<[string, WeekStory, AllocationFlag[]]>([
    ['approved hours although leave covers the week', { entries: tenHours, leave: '40.00' }, ['LEAVE_WITH_HOURS']],
    ['approved hours and more leave than the week has', { entries: tenHours, leave: '48.00' }, ['LEAVE_WITH_HOURS']],
    ['approved hours and leave a hundredth short', { entries: tenHours, leave: '39.99' }, []],
    ['leave without hours', { leave: '40.00' }, []],
    ['submitted hours: then leave decides', { status: 'SUBMITTED', entries: tenHours, leave: '40.00' }, []],
    ['leave where the working hours are not known', { entries: tenHours, working: null, leave: '40.00' }, []],
    ['leave in a week of no working time', { entries: tenHours, working: '0.00', leave: '40.00' }, []],
  ])('%s: %j', (_, story, flags) => {
    expect(flagsOf(story)).toEqual(flags);
  });
});

describe('FEW_HOURS', () => {
  it.each<[string, WeekStory, AllocationFlag[]]>([
    ['a hundredth under a quarter', { entries: [entry('T1', '9.99')] }, ['FEW_HOURS']],
    ['just a quarter', { entries: tenHours }, []],
    ['a hundredth under a quarter of an odd week', { entries: [entry('T1', '9.62')], working: '38.50' }, ['FEW_HOURS']],
    ['a hundredth over a quarter of an odd week', { entries: [entry('T1', '9.63')], working: '38.50' }, []],
    ['a quarter of what leave leaves', { entries: [entry('T1', '2')], leave: '32.00' }, []],
    ['under a quarter of what leave leaves', { entries: [entry('T1', '1.99')], leave: '32.00' }, ['FEW_HOURS']],
    ['hours of every target together', { entries: [entry('T1', '5'), entry('TI', '4'), entry('TX', '1')] }, []],
    ['working hours not known', { entries: [entry('T1', '1')], working: null }, []],
    ['no working time', { entries: [entry('T1', '1')], working: '0.00' }, []],
    ['leave of the whole week', { entries: [entry('T1', '1')], leave: '40.00' }, ['LEAVE_WITH_HOURS']],
    ['submitted hours', { status: 'SUBMITTED', entries: [entry('T1', '1')] }, []],
    ['no hours at all', {}, []],
  ])('%s: %j', (_, story, flags) => {
    expect(flagsOf(story)).toEqual(flags);
  });
});

describe('ENTRY_OUTSIDE_WEEK', () => {
  it.each([
    ['2026-11-15', ['ENTRY_OUTSIDE_WEEK']],
    ['2026-11-16', []],
    ['2026-11-21', []],
    ['2026-11-22', []],
    ['2026-11-23', ['ENTRY_OUTSIDE_WEEK']],
    ['2025-11-16', ['ENTRY_OUTSIDE_WEEK']],
  ])('an entry of %s: %j', (date, flags) => {
    expect(flagsOf({ entries: [...tenHours, entry('T2', '8', date)] })).toEqual(flags);
  });

  it('says that such an entry did not count', () => {
    const result = allocate(usage('45.00'), known({ entries: [...tenHours, nextWeek] }), WEEK, chainOf());

    expect(result).toMatchObject({ allocation: { lines: [{ target: 'C1', hours: 1000 }] } });
  });

  it.each<[string, WeekStory, AllocationFlag[]]>([
    ['beside leave', { entries: [nextWeek], leave: '40.00' }, ['ENTRY_OUTSIDE_WEEK']],
    ['beside a plan', { status: 'REOPENED', entries: [nextWeek], plans: [plan('R1', '8')] }, ['ENTRY_OUTSIDE_WEEK']],
    ['of 0 hours', { entries: [{ ...nextWeek, hours: 0 }] }, ['ENTRY_OUTSIDE_WEEK']],
    ['not of a DRAFT', { status: 'DRAFT', entries: [nextWeek] }, []],
    ['not of a REJECTED one', { status: 'REJECTED', entries: [nextWeek] }, []],
    ['not without a timesheet', { status: null, entries: [nextWeek] }, []],
  ])('stands %s: %j', (_, story, flags) => {
    expect(flagsOf(story)).toEqual(flags);
  });
});

it('flags stand together, always in the same order', () => {
  const few = flagsOf({ entries: [nextWeek, entry('T1', '1')] });
  const leave = flagsOf({ entries: [nextWeek, entry('T1', '1')], leave: '40.00' });

  expect(few).toEqual(['FEW_HOURS', 'ENTRY_OUTSIDE_WEEK']);
  expect(leave).toEqual(['LEAVE_WITH_HOURS', 'ENTRY_OUTSIDE_WEEK']);
});
