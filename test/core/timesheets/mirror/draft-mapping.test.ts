import { describe, expect, it } from 'vitest';
import { draftMapping } from '../../../../core/timesheets/mirror/draft-mapping.ts';
import type { Mapping } from '../../../../core/timesheets/mirror/mapping.ts';
import { MappingIndex } from '../../../../core/timesheets/mirror/mapping-index.ts';
import type { NormalEntry, Snapshot } from '../../../../core/timesheets/mirror/normal-form.ts';
import { cwoRow, entry, mapping, personRow } from '../../../worlds/mirror-weeks.ts';

const NOTHING: Snapshot = { users: [], entries: [], sheets: [], leave: [], plans: [] };

function week(...entries: readonly Partial<NormalEntry>[]): Snapshot {
  const ids = { project: null, task: null, activity: null, account: null, kind: null };
  return { ...NOTHING, entries: entries.map((one, index) => entry({ id: `e${index}`, ...ids, ...one })) };
}

function draft(weeks: readonly Snapshot[], emails: Readonly<Record<string, string>> = {}, holding?: Partial<Mapping>) {
  const index = new MappingIndex(mapping({ people: [], cwos: [], workItems: [], ...holding }));
  const context = { source: 'times', emails: new Map(Object.entries(emails)), mapping: index, localDate: '2026-11-24' };
  return draftMapping(weeks, context);
}

const namesOf = ({ workItems }: ReturnType<typeof draft>) =>
  workItems.map(({ task, account, project, activity }) =>
    [task, account, project, activity].map((id) => id ?? '').join(),
  );

describe('people of a draft', () => {
  it('are all users who were told, once, by address where there is one', () => {
    const users = ['u1', 'u2'].map((user) => ({ user, isUnstable: false }));
    const told = draft([{ ...NOTHING, users }, week({ user: 'u3' }, { user: 'u1' })], { u2: ' Ben@Example.com ' });

    expect(told.people).toEqual([
      { user: null, email: 'ben@example.com', holding: null },
      { user: 'u1', email: null, holding: null },
      { user: 'u3', email: null, holding: null },
    ]);
  });

  it('who share an address are told by their ids', () => {
    const told = draft([week({ user: 'u1' }, { user: 'u2' })], { u1: 'team@example.com', u2: 'Team@example.com' });

    expect(told.people.map(({ user, email }) => [user, email])).toEqual([
      ['u1', null],
      ['u2', null],
    ]);
  });

  it('have the row by which the mapping that holds leads to somebody', () => {
    const people = [
      personRow({ source: null, userId: null, email: 'ann@example.com', employeeId: 'E-1' }),
      personRow({ source: 'times', userId: 'u2', email: null, employeeId: 'E-2' }),
      personRow({ source: 'other', userId: 'u3', email: null, employeeId: 'E-3' }),
    ];
    const told = draft([week({ user: 'u1' }, { user: 'u2' }, { user: 'u3' })], { u1: 'ann@example.com' }, { people });

    expect(told.people.map(({ holding }) => holding)).toEqual([people[0], people[1], null]);
  });
});

describe('work items of a draft', () => {
  it('are what was worked on, of all weeks, most hours first', () => {
    const told = draft([
      week({ project: '1', seconds: 3_600 }, { project: '2', seconds: 3_000 }),
      week({ project: '2', seconds: 3_000 }, { project: '3', seconds: -1 }),
    ]);

    expect(told.workItems.map(({ project, hours }) => [project, hours])).toEqual([
      ['2', 1_67],
      ['1', 1_00],
    ]);
  });

  it('that would beat others stand behind them, the one that tells more apart first', () => {
    const told = draft([
      week(
        { project: '1', seconds: 9_000 },
        { project: '1', account: 'A', seconds: 7_200 },
        { project: '1', account: 'A', task: '5', seconds: 3_600 },
        { project: '2', seconds: 1_800 },
      ),
    ]);

    expect(namesOf(told)).toEqual(['5,A,1,', ',,2,', ',A,1,', ',,1,']);
  });

  it('leave out leave and breaks, and work without any id, whose row would fit all', () => {
    const told = draft([
      week(
        { project: '1', kind: 'LEAVE' },
        { project: '1', kind: 'BREAK' },
        { project: '2', kind: 'WORK' },
        { seconds: 5_400 },
      ),
    ]);

    expect(namesOf(told)).toEqual([',,2,']);
    expect(told.hoursWithoutIds).toBe(1_50);
  });

  it.each([
    ['account', { account: 'BANK-1', project: 'SHOP-1' }, 'CWO-2'],
    ['project', { account: 'none', project: 'SHOP-1' }, 'CWO-1'],
    ['neither', { account: 'none', project: 'none' }, null],
  ])('have the CWO whose code is their %s', (_, ids, cwoId) => {
    const cwos = [cwoRow({ cwoId: 'CWO-1', code: 'SHOP-1' }), cwoRow({ cwoId: 'CWO-2', code: 'BANK-1' })];

    expect(draft([week(ids)], {}, { cwos }).workItems).toMatchObject([{ cwoId }]);
  });
});
