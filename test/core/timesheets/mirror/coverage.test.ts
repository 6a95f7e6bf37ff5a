import { describe, expect, it } from 'vitest';
import { addCoverage, coverageOf, NO_COVERAGE } from '../../../../core/timesheets/mirror/coverage.ts';
import type { NormalEntry } from '../../../../core/timesheets/mirror/normal-form.ts';
import { built, entry, type MirrorWorld, workItem } from '../../../worlds/mirror-weeks.ts';

const USERS = ['u1', 'u2'].map((user) => ({ user, isUnstable: false }));

function cover(entries: readonly NormalEntry[], world: MirrorWorld = {}) {
  return coverageOf(built({ users: USERS, entries }, world), { entries });
}

describe('how much a mapping leads to a target', () => {
  it.each<[string, readonly NormalEntry[], MirrorWorld, object]>([
    ['all of it', [entry()], {}, { people: 1, mappedPeople: 1, hours: 100, mappedHours: 100 }],
    [
      'nothing of a stranger',
      [entry(), entry({ id: 'e2', user: 'u2' })],
      {},
      { people: 2, mappedPeople: 1, hours: 200, mappedHours: 100 },
    ],
    [
      'nothing without a row',
      [entry(), entry({ id: 'e2', project: '99' })],
      { mapping: { workItems: [workItem({ project: '12' })] } },
      { people: 1, mappedPeople: 1, hours: 200, mappedHours: 100 },
    ],
    [
      'no leave, which is no work',
      [entry(), entry({ id: 'e2', kind: 'LEAVE' })],
      {},
      { people: 1, mappedPeople: 1, hours: 100, mappedHours: 100 },
    ],
    ['no clock that runs', [entry({ seconds: -1 })], {}, NO_COVERAGE],
    [
      'nothing of whom is set aside',
      [entry({ state: 'strange' })],
      {},
      { people: 1, mappedPeople: 0, hours: 100, mappedHours: 0 },
    ],
  ])('%s', (_, entries, world, expected) => {
    expect(cover(entries, world)).toEqual(expected);
  });

  it('is summed over weeks', () => {
    const one = { people: 1, mappedPeople: 2, hours: 3, mappedHours: 4 };

    expect(addCoverage(one, addCoverage(NO_COVERAGE, one))).toEqual({
      people: 2,
      mappedPeople: 4,
      hours: 6,
      mappedHours: 8,
    });
  });
});
