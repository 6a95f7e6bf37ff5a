import { describe, expect, it } from 'vitest';
import { buildEmployee } from '../../../../core/timesheets/mirror/build-employee.ts';
import { explainWeek } from '../../../../core/timesheets/mirror/explain.ts';
import { type Person, resolvePeople } from '../../../../core/timesheets/mirror/people.ts';
import { context, entry, MONDAY, sheet, snapshot, WEEK, workItem } from '../../../worlds/mirror-weeks.ts';

describe('an explanation', () => {
  const workItems = [
    workItem({ line: 2, project: '13', kind: 'INTERNAL', cwo: null }),
    workItem({ line: 3, project: '14', kind: 'LEAVE', cwo: null }),
    workItem({ line: 4, project: '12' }),
  ];
  const rules = context({ mapping: { workItems }, rules: { approval: ['PERIOD'] } });
  const told = snapshot({
    entries: [
      entry({ id: 'e4', project: '15', seconds: 3000 }),
      entry({ id: 'e3', project: '14' }),
      entry({ id: 'e2', project: '13', seconds: 3000 }),
      entry({ id: 'e1', seconds: 3000 }),
      entry({ id: 'e0', seconds: -1 }),
    ],
    sheets: [sheet({ state: 'SUBMITTED' })],
  });
  const [person] = resolvePeople([{ user: 'u1', email: null }], rules) as [Person];

  it('says of each entry its seconds, hours, row, target and state', () => {
    const { entries } = explainWeek(person, told, rules);

    expect(
      entries.map(({ id, seconds, hours, kind, line, target, state }) => [
        id,
        seconds,
        hours,
        kind,
        line,
        target,
        state,
      ]),
    ).toEqual([
      ['e1', 3000, 84, 'WORK', 4, 'CWO-1', 'SUBMITTED'],
      ['e2', 3000, 83, 'WORK', 2, 'OVERHEAD', 'SUBMITTED'],
      ['e3', 3600, null, 'LEAVE', 3, null, 'SUBMITTED'],
      ['e4', 3000, 83, 'WORK', null, 'UNALLOCATED', 'SUBMITTED'],
    ]);
  });

  it('says what the sheets say, and the sums of the work', () => {
    expect(explainWeek(person, told, rules)).toMatchObject({
      employeeId: 'E-1',
      sheets: [{ user: 'u1', project: null, from: MONDAY, to: WEEK.sundayDate, state: 'SUBMITTED', approvedAt: null }],
      seconds: 9000,
      hours: 250,
    });
  });

  it('has the hours that are written', () => {
    const built = buildEmployee(person, told, rules);
    if (built.kind !== 'BUILT') throw new Error('the week is set aside');

    const written = new Map(built.week.body.entries.map(({ entryId, hours }) => [entryId, hours]));
    const explained = explainWeek(person, told, rules).entries.filter(({ hours }) => hours !== null);
    expect(new Map(explained.map(({ id, hours }) => [id, hours]))).toEqual(written);
  });
});
