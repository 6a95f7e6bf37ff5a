import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listedUsers, resolvePeople } from '../../../../core/timesheets/mirror/people.ts';
import { isOfShare, sharesOf } from '../../../../core/timesheets/mirror/snapshot-shares.ts';
import type { SnapshotPart } from '../../../../core/timesheets/mirror/snapshot-store.ts';
import { SnapshotSurvey } from '../../../../core/timesheets/mirror/snapshot-survey.ts';
import { weekOf } from '../../../worlds/mirror-syncs.ts';
import { context, entry, MONDAY, personRow, sheet } from '../../../worlds/mirror-weeks.ts';

const THURSDAY = '2026-11-19';

function surveyOf(parts: readonly SnapshotPart[]): SnapshotSurvey {
  const survey = new SnapshotSurvey();
  for (const part of parts) survey.add(part);
  return survey;
}

const userPart = (user: string): SnapshotPart => ({ user: { user, isUnstable: false } });

describe('the shares of a snapshot', () => {
  const users = fc.uniqueArray(fc.integer({ min: 0, max: 30 }).map((one) => `u${one}`));
  const rows = fc.array(
    fc.record({ userId: users.map(([one = 'u0']) => one), employee: fc.nat(20), isLater: fc.boolean() }),
  );

  it('hold everybody once, with all that is to be looked at together', () => {
    fc.assert(
      fc.property(users, users, rows, fc.integer({ min: 1, max: 9 }), (listed, active, mapped, max) => {
        const people = mapped.map(({ userId, employee, isLater }) =>
          personRow({ userId, employeeId: `E-${employee}`, merge: true, ...(isLater && { from: THURSDAY }) }),
        );
        const resolved = resolvePeople(listedUsers(listed, new Map()), context({ mapping: { people } }));
        const survey = surveyOf([
          ...listed.map(userPart),
          ...active.map((user): SnapshotPart => ({ entry: entry({ user }) })),
          { week: weekOf('E-1', 8_00) },
        ]);

        const shares = sharesOf(resolved, survey, max);

        const told = shares.flatMap((share) => [...share.users]);
        expect(told.toSorted()).toEqual([...new Set([...listed, ...active])].toSorted());
        const employees = shares.flatMap((share) => [...share.employees]);
        expect(employees.toSorted()).toEqual(
          [...new Set([...resolved.map(({ employeeId }) => employeeId), 'E-1'])].toSorted(),
        );
        for (const person of resolved) {
          const share = shares.find((one) => one.employees.has(person.employeeId));
          expect([...person.users.keys()].filter((user) => !share?.users.has(user))).toEqual([]);
        }
      }),
    );
  });

  it('are as large as they may be, and no larger where nobody belongs together', () => {
    const listed = Array.from({ length: 10 }, (_, index) => `u${index}`);
    const survey = surveyOf(listed.map(userPart));

    expect(sharesOf([], survey, 4).map(({ users }) => users.size)).toEqual([4, 4, 2]);
    expect(sharesOf([], surveyOf([]), 4)).toEqual([]);
  });

  it.each<[SnapshotPart, boolean]>([
    [userPart('u1'), true],
    [userPart('u2'), false],
    [{ entry: entry() }, true],
    [{ entry: entry({ user: 'u2' }) }, false],
    [{ sheet: sheet() }, true],
    [{ leave: { user: 'u2', date: MONDAY, seconds: null, state: 'APPROVED' } }, false],
    [{ week: weekOf('E-1', 8_00) }, true],
    [{ week: weekOf('u1', 8_00) }, false],
  ])('have a line by its user or employee (%j)', (part, isThere) => {
    expect(isOfShare(part, { users: new Set(['u1']), employees: new Set(['E-1']) })).toBe(isThere);
  });
});

describe('the survey of a snapshot', () => {
  it('counts people with entries, entries and seconds; clocks that run are none', () => {
    const parts: SnapshotPart[] = [
      ...['u1', 'u2', 'u3'].map(userPart),
      { entry: entry() },
      { entry: entry({ id: 'e2', seconds: 1 }) },
      { entry: entry({ id: 'e3', user: 'u2', seconds: -1 }) },
      { week: weekOf('E-1', 8_00) },
    ];

    expect(surveyOf(parts).figures).toEqual({ people: 2, entries: 3, seconds: 3_601 + 8 * 3_600 });
  });

  it('knows who is told of, and not listed', () => {
    const leave = { user: 'u8', date: MONDAY, seconds: null, state: 'APPROVED' };

    const { strangers } = surveyOf([userPart('u1'), { entry: entry({ user: 'u9' }) }, { entry: entry() }, { leave }]);

    expect([...strangers]).toEqual(['u9', 'u8']);
  });
});
