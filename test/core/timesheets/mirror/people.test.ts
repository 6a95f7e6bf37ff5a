import { describe, expect, it } from 'vitest';
import type { PersonRow } from '../../../../core/timesheets/mirror/mapping.ts';
import { leftEmployees, listedUsers, resolvePeople } from '../../../../core/timesheets/mirror/people.ts';
import {
  ANN,
  bodyIn,
  built,
  context,
  entry,
  type MirrorWorld,
  MONDAY,
  personRow,
} from '../../../worlds/mirror-weeks.ts';

const TUESDAY = '2026-11-17';
const WEDNESDAY = '2026-11-18';
const users = (...names: readonly string[]) => names.map((user) => ({ user, isUnstable: false }));
const byEmail = (changes: Partial<PersonRow> = {}) =>
  personRow({ source: null, userId: null, email: 'ann@example.com', ...changes });
const known = (emails: Record<string, string>) => ({ known: { emails: new Map(Object.entries(emails)) } });

/** Employees of whom something is written, with the ids of their entries. */
function written(told: Parameters<typeof built>[0], world: MirrorWorld = {}) {
  const { weeks } = built(told, world);
  return weeks.map(({ employeeId, body }) => [employeeId, ...body.entries.map(({ entryId }) => entryId)]);
}

function reasons(told: Parameters<typeof built>[0], world: MirrorWorld = {}) {
  return built(told, world).setAside.map(({ reason, user, employeeId }) => [reason, user, employeeId]);
}

describe('a user', () => {
  const ENTRY = { entries: [entry()] };

  it.each([
    ['by id', [personRow()], {}],
    ['by address', [byEmail()], { u1: 'ann@example.com' }],
    ['by address, however it is written', [byEmail()], { u1: ' Ann@Example.COM ' }],
    ['by the address of a row of this source', [byEmail({ source: 'times' })], { u1: 'ann@example.com' }],
    [
      'by the address of a row that has another id',
      [byEmail({ source: 'times', userId: 'u9' })],
      { u1: 'ann@example.com' },
    ],
    [
      'by id, though the address is of another',
      [byEmail({ employeeId: 'E-2' }), personRow()],
      { u1: 'ann@example.com' },
    ],
  ] as [string, PersonRow[], Record<string, string>][])('leads to the employee %s', (_, people, emails) => {
    expect(written(ENTRY, { mapping: { people }, ...known(emails) })).toEqual([[ANN, 'e1']]);
  });

  it.each([
    ['of another source', [personRow({ source: 'other' })], {}],
    ['of another id', [personRow({ userId: 'u2' })], {}],
    ['of an address in another source', [byEmail({ source: 'other' })], { u1: 'ann@example.com' }],
    ['of another address', [byEmail()], { u1: 'bob@example.com' }],
    ['of an address, without one', [byEmail()], {}],
    ['without an address, and one that is blank', [byEmail({ email: null })], { u1: ' ' }],
    ['that begins later', [personRow({ from: TUESDAY })], {}],
    ['that ended before', [personRow({ to: '2026-11-15' })], {}],
  ] as [string, PersonRow[], Record<string, string>][])('does not by a row %s', (_, people, emails) => {
    expect(reasons(ENTRY, { mapping: { people }, ...known(emails) })).toEqual([['UNMAPPED_PERSON', 'u1', null]]);
  });

  it('that nobody maps is listed with the days of work and leave', () => {
    const leave = [{ user: 'u1', date: WEDNESDAY, seconds: null, state: 'APPROVED' }];
    const told = { entries: [entry(), entry({ id: 'e2' })], leave };

    expect(built(told, { mapping: { people: [] } })).toMatchObject({
      weeks: [],
      setAside: [{ reason: 'UNMAPPED_PERSON', user: 'u1', detail: 'nobody on 2026-11-16, 2026-11-18' }],
    });
  });

  it('that nobody maps and that did nothing is not listed', () => {
    expect(reasons({}, { mapping: { people: [] } })).toEqual([]);
  });

  it('that the source does not list is not written', () => {
    const told = { users: [], entries: [entry()] };

    expect(built(told)).toMatchObject({
      weeks: [],
      setAside: [{ reason: 'UNMAPPED_PERSON', user: 'u1', detail: expect.stringContaining('not in the source') }],
    });
  });

  it('that did nothing has a record nevertheless, if active on a day of the week', () => {
    const of = (changes: Partial<PersonRow>) => written({}, { mapping: { people: [personRow(changes)] } });

    expect([of({}), of({ from: '2026-11-22' }), of({ to: MONDAY }), of({ to: '2026-11-15' })]).toEqual([
      [[ANN]],
      [[ANN]],
      [[ANN]],
      [],
    ]);
  });
});

describe('a user who leads to somebody for some days', () => {
  const entries = [entry(), entry({ id: 'e2', date: TUESDAY }), entry({ id: 'e3', date: WEDNESDAY })];

  it.each([
    ['joins', [personRow({ from: WEDNESDAY })], [[ANN, 'e3']], 'nobody on 2026-11-16, 2026-11-17'],
    ['leaves', [personRow({ to: MONDAY })], [[ANN, 'e1']], 'nobody on 2026-11-17, 2026-11-18'],
    [
      'leaves and comes back',
      [personRow({ to: MONDAY }), personRow({ from: WEDNESDAY })],
      [[ANN, 'e1', 'e3']],
      'nobody on 2026-11-17',
    ],
  ])('%s: work of other days is listed', (_, people, expected, detail) => {
    expect(written({ entries }, { mapping: { people } })).toEqual(expected);
    expect(built({ entries }, { mapping: { people } }).setAside).toMatchObject([{ user: 'u1', detail }]);
  });

  it('leads to another one from then on', () => {
    const people = [personRow({ to: MONDAY }), personRow({ employeeId: 'E-2', from: TUESDAY })];

    expect(written({ entries }, { mapping: { people } })).toEqual([
      [ANN, 'e1'],
      ['E-2', 'e2', 'e3'],
    ]);
  });
});

describe('two users of one employee', () => {
  const both = (a: Partial<PersonRow>, b: Partial<PersonRow>) => {
    return { mapping: { people: [personRow(a), personRow({ userId: 'u2', ...b })] } };
  };
  const told = { users: users('u1', 'u2'), entries: [entry(), entry({ id: 'e2', user: 'u2' })] };
  const AMBIGUOUS = [
    ['AMBIGUOUS_PERSON', 'u1', ANN],
    ['AMBIGUOUS_PERSON', 'u2', ANN],
  ];

  it('are merged where all rows say so', () => {
    expect(written(told, both({ merge: true }, { merge: true }))).toEqual([[ANN, 'e1', 'e2']]);
  });

  it.each([
    ['none', {}, {}],
    ['one', { merge: true }, {}],
  ])('are ambiguous where %s of the rows says so, and nothing is written', (_, a, b) => {
    expect(written(told, both(a, b))).toEqual([]);
    expect(reasons(told, both(a, b))).toEqual(AMBIGUOUS);
  });

  it('are ambiguous by one address', () => {
    const world = { mapping: { people: [byEmail()] }, ...known({ u1: 'ann@example.com', u2: 'ann@example.com' }) };

    expect(reasons(told, world)).toEqual(AMBIGUOUS);
  });

  it('are ambiguous though only one did anything', () => {
    expect(reasons({ ...told, entries: [] }, both({}, {}))).toEqual(AMBIGUOUS);
  });

  it('are not ambiguous one after the other, or where one is not listed', () => {
    expect(written(told, both({ to: MONDAY }, { from: TUESDAY }))).toEqual([[ANN, 'e1']]);
    expect(written({ ...told, users: users('u1') }, both({}, {}))).toEqual([[ANN, 'e1']]);
  });

  it('that are merged share the hundredths of one week', () => {
    const entries = [entry({ seconds: 18 }), entry({ id: 'e2', user: 'u2', seconds: 18 })];

    const { entries: written } = bodyIn({ ...told, entries }, both({ merge: true }, { merge: true }));

    expect(written.map(({ hours }) => hours)).toEqual([1, 0]);
  });
});

describe('an employee in two sources', () => {
  it('is listed, and nothing is written', () => {
    const { weeks, setAside } = built({ entries: [entry()] }, { known: { elsewhere: new Map([[ANN, 'other']]) } });

    expect(weeks).toEqual([]);
    expect(setAside).toEqual([{ reason: 'TWO_SOURCES', user: 'u1', employeeId: ANN, detail: 'also in other' }]);
  });
});

describe('the record of a user who leads elsewhere now', () => {
  const left = (world: MirrorWorld, listed: readonly string[] = ['u1'], of: readonly string[] = ['u1']) => {
    const people = resolvePeople(listedUsers(listed, new Map()), context(world));
    return leftEmployees([{ employeeId: 'E-0', users: of }], new Set(listed), people);
  };
  const both = { people: [personRow({ employeeId: 'E-0' }), personRow({ userId: 'u2', employeeId: 'E-0' })] };

  it.each<[string, boolean, MirrorWorld, string[]?, string[]?]>([
    ['is emptied where the user leads to another employee', true, {}],
    ['is emptied where the user leads to nobody', true, { mapping: { people: [] } }],
    ['stays where the user is gone from the list', false, {}, []],
    ['is emptied where one of its users is gone, and the other leads elsewhere', true, {}, ['u1'], ['u0', 'u1']],
    ['is not emptied where another user leads there', false, { mapping: both }, ['u1', 'u2']],
  ])('%s', (_, isEmptied, world, listed, of) => {
    expect(left(world, listed, of)).toEqual(isEmptied ? ['E-0'] : []);
  });
});
