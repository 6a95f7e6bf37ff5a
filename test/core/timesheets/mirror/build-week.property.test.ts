import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../../adapters/system/hash.ts';
import type { CwoRow } from '../../../../core/timesheets/mirror/mapping.ts';
import type { Snapshot } from '../../../../core/timesheets/mirror/normal-form.ts';
import { settleWeek } from '../../../../core/timesheets/mirror/settle.ts';
import { divideHalfEven } from '../../../../core/values/decimal.ts';
import { weekDays } from '../../../../core/values/week.ts';
import {
  built,
  cwoRow,
  entry,
  type MirrorWorld,
  MONDAY,
  personRow,
  sheet,
  WEEK,
  workItem,
} from '../../../worlds/mirror-weeks.ts';

const USERS = ['u1', 'u2', 'u3', 'u4'] as const;
const day = fc.constantFrom(...weekDays(MONDAY));
const user = fc.constantFrom(...USERS);
const state = fc.constantFrom('DRAFT', 'REJECTED', 'SUBMITTED', 'APPROVED');
const project = fc.constantFrom('12', '13', '14', null);

/** Weeks of four users, two of whom are one person, with all that can stand in them. */
const weeks = fc.record({
  users: fc.constant(USERS.map((one) => ({ user: one, isUnstable: false }))),
  entries: fc
    .uniqueArray(
      fc.record({
        ...{
          id: fc.string({ maxLength: 6 }),
          user,
          date: day,
          seconds: fc.integer({ min: -1, max: 30_000 }),
          project,
          state,
        },
        kind: fc.constantFrom('WORK' as const, 'LEAVE' as const, 'BREAK' as const, null),
      }),
      { selector: ({ id }) => id, maxLength: 30 },
    )
    .map((all) => all.map((one) => entry(one))),
  sheets: fc.array(
    fc.record({ user, state, from: day }).map((one) => sheet(one)),
    { maxLength: 6 },
  ),
  leave: fc.array(fc.record({ user, date: day, seconds: fc.option(fc.nat(40_000)), state }), { maxLength: 6 }),
  plans: fc.array(
    fc
      .record({ user, from: day, to: day, secondsPerDay: fc.nat(40_000), project })
      .map((one) => ({ ...one, task: null, account: null })),
    { maxLength: 6 },
  ),
}) satisfies fc.Arbitrary<Snapshot>;

const CWOS = [cwoRow({ endDate: '2026-11-18' }), cwoRow({ cwoId: 'CWO-2', code: 'C2' })];

function world(cwos: readonly CwoRow[] = CWOS): MirrorWorld {
  return {
    rules: { approval: ['ENTRY', 'PERIOD'] },
    mapping: {
      cwos,
      people: [
        personRow({ merge: true }),
        personRow({ userId: 'u2', merge: true, role: 'QA' }),
        personRow({ userId: 'u3', employeeId: 'E-3', to: '2026-11-18' }),
      ],
      workItems: [
        workItem({ project: '12', to: '2026-11-17' }),
        workItem({ line: 3, project: '12', cwo: { cwoId: 'CWO-2' } }),
        workItem({ line: 4, project: '13', kind: 'INTERNAL', cwo: null }),
      ],
    },
  };
}

/** Any other order, drawn with the rows. */
function shuffled<Row>(rows: readonly Row[], keys: readonly number[]): Row[] {
  return rows
    .map((row, index) => ({ row, key: keys[index % keys.length] as number }))
    .sort((a, b) => a.key - b.key)
    .map(({ row }) => row);
}

describe('any week', () => {
  it('is the same from any order of lines', () => {
    const keys = fc.array(fc.nat(), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(weeks, keys, (told, order) => {
        const other: Snapshot = {
          users: shuffled(told.users, order),
          entries: shuffled(told.entries, order),
          sheets: shuffled(told.sheets, order),
          leave: shuffled(told.leave, order),
          plans: shuffled(told.plans, order),
        };

        expect(built(other, world())).toEqual(built(told, world()));
      }),
      { numRuns: 300 },
    );
  });

  it('has for each employee the hours of his seconds, and each way leads on or breaks as it should', () => {
    fc.assert(
      fc.property(weeks, (told) => {
        for (const { employeeId, body } of built(told, world()).weeks) {
          const names = employeeId === 'E-3' ? ['u3'] : ['u1', 'u2'];
          const last = employeeId === 'E-3' ? '2026-11-18' : WEEK.sundayDate;
          const work = told.entries.filter((one) => {
            const isHis = names.includes(one.user) && one.date <= last;
            return isHis && one.seconds >= 0 && one.kind !== 'LEAVE' && one.kind !== 'BREAK';
          });
          const seconds = work.reduce((sum, one) => sum + one.seconds, 0);
          const hours = body.entries.reduce((sum, one) => sum + one.hours, 0);
          expect(BigInt(hours)).toBe(divideHalfEven(BigInt(seconds), 36n));

          const { tasks, allocations, cwoRoles, cwos, projects } = body.chain;
          const ids = (rows: readonly object[]) => rows.map((row) => Object.values(row)[0] as string);
          for (const list of [tasks, allocations, cwoRoles, cwos, projects]) {
            expect(ids(list)).toEqual([...new Set(ids(list))].sort());
          }
          expect(new Set(body.entries.map(({ taskId }) => taskId))).toEqual(new Set(ids(tasks)));
          for (const { allocationId } of tasks) {
            if (allocationId?.includes('@CWO-')) expect(ids(allocations)).toContain(allocationId);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keeps its decisionHash, and so its version, where anything is renamed', () => {
    const names = fc.record({
      name: fc.string(),
      code: fc.string(),
      projectName: fc.string(),
      clientName: fc.string(),
    });
    fc.assert(
      fc.property(weeks, names, (told, renamed) => {
        const hashes = (cwos: readonly CwoRow[]) =>
          built(told, world(cwos)).weeks.map((week) => {
            return settleWeek(week, null, { seenAt: '2026-11-24T02:00:00.000Z', sha256 }).decisionHash;
          });

        expect(hashes(CWOS.map((row) => ({ ...row, ...renamed })))).toEqual(hashes(CWOS));
      }),
      { numRuns: 200 },
    );
  });
});
