import { describe, expect, it } from 'vitest';
import type { NormalSheet } from '../../../../core/timesheets/mirror/normal-form.ts';
import { EntryTally, isSuspiciousDrop } from '../../../../core/timesheets/mirror/wholeness.ts';
import { ANN, built, context, entries, entry, MONDAY, sheet } from '../../../worlds/mirror-weeks.ts';

describe('the entries of a week', () => {
  function tally(...pages: readonly ReturnType<typeof entry>[][]) {
    const counted = new EntryTally();
    const kept = pages.flat().filter((one) => counted.add(one));
    return { counted, kept: kept.map(({ id }) => id) };
  }
  const [e1, e2, e3] = entries(60, 120, 180) as [
    ReturnType<typeof entry>,
    ReturnType<typeof entry>,
    ReturnType<typeof entry>,
  ];

  it.each([
    [{ entries: 3, seconds: 360 }, true],
    [{ entries: 4, seconds: 360 }, false],
    [{ entries: 2, seconds: 360 }, false],
    [{ entries: 3, seconds: 361 }, false],
    [{ entries: null, seconds: 360 }, true],
    [{ entries: 3, seconds: null }, true],
    [{ entries: null, seconds: null }, true],
  ])('are whole against %j: %s', (totals, isWhole) => {
    expect(tally([e1, e2], [e3]).counted.agreesWith(totals)).toBe(isWhole);
  });

  it('are kept once where a page is shifted or repeated', () => {
    const { counted, kept } = tally([e1, e2], [e2, e3], [e2, e3]);

    expect(kept).toEqual(['e1', 'e2', 'e3']);
    expect(counted.agreesWith({ entries: 3, seconds: 360 })).toBe(true);
  });

  it('are not whole where one is told with other seconds later', () => {
    expect(tally([e1], [{ ...e1, seconds: 61 }]).counted.agreesWith({ entries: null, seconds: null })).toBe(false);
  });
});

describe('a person', () => {
  const reasons = (told: Parameters<typeof built>[0]) => {
    return built(told).setAside.map(({ reason, user, employeeId }) => [reason, user, employeeId]);
  };
  const UNSTABLE = [['UNSTABLE', 'u1', ANN]];
  const twoHours = [entry(), entry({ id: 'e2', project: '13' })];

  it('is left as before where something moved while it was read', () => {
    const told = { users: [{ user: 'u1', isUnstable: true }], entries: twoHours };

    expect(built(told).weeks).toEqual([]);
    expect(reasons(told)).toEqual(UNSTABLE);
  });

  it.each([
    ['a sheet of this week', {}],
    ['a sheet of this week that is not approved', { state: 'DRAFT' }],
  ] as [string, Partial<NormalSheet>][])('is unstable by another sum of %s', (_, changes) => {
    expect(reasons({ entries: twoHours, sheets: [sheet({ totalSeconds: 7201, ...changes })] })).toEqual(UNSTABLE);
    expect(reasons({ entries: twoHours, sheets: [sheet({ totalSeconds: 7200, ...changes })] })).toEqual([]);
  });

  it.each([
    ['a month', { from: '2026-11-01', to: '2026-11-30' }],
    ['a day', { to: MONDAY }],
    ['one project', { project: '12' }],
    ['no total', { totalSeconds: null }],
  ] as [string, Partial<NormalSheet>][])('is not by a sheet of %s', (_, changes) => {
    expect(reasons({ entries: twoHours, sheets: [sheet({ totalSeconds: 1, ...changes })] })).toEqual([]);
  });

  it('is not by leave and breaks, which the sum has, nor by a clock that runs, which it has not', () => {
    const told = [entry({ kind: 'LEAVE' }), entry({ id: 'e2', kind: 'BREAK' }), entry({ id: 'e3', seconds: -1 })];

    expect(reasons({ entries: told, sheets: [sheet({ totalSeconds: 7200 })] })).toEqual([]);
  });

  it('with more than 1,000 entries of work is set aside', () => {
    const some = entries(...Array(1000).fill(36));

    expect(reasons({ entries: [...some, entry({ id: 'b', kind: 'BREAK' })] })).toEqual([]);
    expect(reasons({ entries: [...some, entry({ id: 'one-more' })] })).toEqual([['TOO_MANY_ENTRIES', 'u1', ANN]]);
  });
});

describe('a drop of people with entries', () => {
  it.each([
    [100, 80, false],
    [100, 79, true],
    [10, 5, false],
    [10, 4, true],
    [6, 0, true],
    [5, 0, false],
    [100, 100, false],
    [79, 100, false],
    [0, 0, false],
  ])('from %i to %i is suspicious: %s', (before, now, expected) => {
    expect(isSuspiciousDrop({ before, now }, 20, context())).toBe(expected);
  });

  it('is not suspicious in a week that still runs', () => {
    const on = (localDate: string) => isSuspiciousDrop({ before: 100, now: 0 }, 20, context({ localDate }));

    expect([on('2026-11-22'), on('2026-11-23')]).toEqual([false, true]);
  });
});
