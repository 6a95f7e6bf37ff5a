import { describe, expect, it } from 'vitest';
import { addDays } from '../../../../core/values/week.ts';
import { TimesheetCompany } from '../../../../local/stand-ins/timesheets/company.ts';
import { VirtualClock } from '../../../doubles/virtual-clock.ts';

const MONDAY = '2026-11-16';
const WEEK = { from: MONDAY, to: '2026-11-22' };

function company(changes: { seed?: number; people?: number; everyWeekLike?: string } = {}) {
  return new TimesheetCompany({ seed: 7, people: 80, clock: new VirtualClock('2026-11-24T06:00:00.000Z'), ...changes });
}

describe('the company', () => {
  it('works in the same way in the same week, whoever else is there, and in another way in another', () => {
    const entries = company().entriesIn(WEEK);

    expect(company().entriesIn(WEEK)).toEqual(entries);
    expect(
      company({ people: 81 })
        .entriesIn(WEEK)
        .filter(({ person }) => person < 80),
    ).toEqual(entries);
    expect(company({ seed: 8 }).entriesIn(WEEK)).not.toEqual(entries);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
  });

  it('has people who left, who are in no team, who are on leave, and all states of approval', () => {
    const one = company();

    expect(one.people.some(({ isArchived }) => isArchived)).toBe(true);
    expect(one.people.some(({ team }) => team === null)).toBe(true);
    expect(one.leaveIn(WEEK).length).toBeGreaterThan(0);
    expect(new Set(one.people.map(({ index }) => one.approvalOf(index, WEEK).state)).size).toBe(3);
  });

  it('does the same in every week where it is told to', () => {
    const one = company({ everyWeekLike: MONDAY });
    const later = { from: addDays(MONDAY, 21), to: addDays(MONDAY, 27) };
    const doings = (week: typeof later) => [
      one.entriesIn(week).map(({ seconds, task, date }) => [seconds, task, daysAfter(week.from, date)]),
      one.leaveIn(week).map(({ person, date }) => [person, daysAfter(week.from, date)]),
      one.plansIn(week.from).map(({ secondsPerDay, task }) => [secondsPerDay, task]),
      one.people.map(({ index }) => one.approvalOf(index, week).state),
    ];

    expect(doings(later)).toEqual(doings(WEEK));
    expect(one.entriesIn(WEEK)).toEqual(company().entriesIn(WEEK));
    expect(new Set([...one.entriesIn(WEEK), ...one.entriesIn(later)].map(({ id }) => id)).size).toBe(
      2 * one.entriesIn(WEEK).length,
    );
  });

  it('is asked across weeks, and by the day', () => {
    const one = company();
    const fortnight = one.entriesIn({ from: MONDAY, to: addDays(MONDAY, 13) });

    expect(fortnight.length).toBeGreaterThan(one.entriesIn(WEEK).length);
    expect(one.entriesIn({ from: MONDAY, to: MONDAY }).every(({ date }) => date === MONDAY)).toBe(true);
  });

  it('remembers what was edited, deleted and logged', () => {
    const one = company();
    const [first, second, third] = one.entriesIn(WEEK);
    if (!first || !second || !third) throw new Error('nobody worked');

    one.edit(first.id, { seconds: 36 });
    one.remove(second.id);
    one.log({ ...third, id: third.id + 50 });

    const entries = one.entriesIn(WEEK);
    expect(entries[0]).toMatchObject({ id: first.id, seconds: 36, updatedAt: '2026-11-24T06:00:00.000Z' });
    expect(entries.some(({ id }) => id === second.id)).toBe(false);
    expect(entries.some(({ id }) => id === third.id + 50)).toBe(true);
  });

  it('remembers whose approval changed since when', () => {
    const one = company();

    one.approve(3, WEEK, 'DRAFT');

    expect(one.approvalOf(3, WEEK).state).toBe('DRAFT');
    expect(one.changesSince('2026-11-24T06:00:00.000Z')).toEqual([{ person: 3, from: MONDAY }]);
    expect(one.changesSince('2026-11-24T06:00:00.001Z')).toEqual([]);
  });

  it('remembers what was made of it until it changes', () => {
    const one = company();
    const count = () => one.made('count', () => one.entriesIn(WEEK).length);
    const [entry] = one.entriesIn(WEEK);
    const before = count();

    expect(one.made('count', () => -1)).toBe(before);
    one.remove(entry?.id ?? 0);
    expect(count()).toBe(before - 1);
    if (entry) one.log(entry);
    expect(count()).toBe(before);
    one.approve(3, WEEK, 'DRAFT');
    expect(one.made('count', () => -1)).toBe(-1);
  });
});

function daysAfter(from: string, date: string): number {
  return (Date.parse(date) - Date.parse(from)) / 86_400_000;
}
