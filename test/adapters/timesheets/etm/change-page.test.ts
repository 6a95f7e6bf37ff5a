import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changePageSchema } from '../../../../adapters/timesheets/etm/change-page.ts';
import type { ChangePage } from '../../../../core/recalculation/change-feed.ts';
import { isMonday } from '../../../../core/values/week.ts';

const CHANGE = { employeeId: 'E1', weekStartDate: '2026-11-16', version: 4, type: 'APPROVED', occurredAt: 'then' };

function pageOf(...changes: readonly unknown[]): ChangePage {
  return changePageSchema.parse({ changes, nextCursor: 'c1', hasMore: false });
}

describe('a change', () => {
  it.each(['2026-11-16', '2026-11-17', '2026-11-22'])('that names %s is of the week that contains it', (day) => {
    const { changes, unreadable } = pageOf({ ...CHANGE, weekStartDate: day });

    expect(changes).toEqual([{ employeeId: 'E1', mondayDate: '2026-11-16', changedAt: null }]);
    expect(unreadable).toEqual({ count: 0, sample: null });
  });

  it.each([
    ['2026-11-17T09:30:00+01:00', '2026-11-17T08:30:00.000Z'],
    ['yesterday', null],
    [null, null],
    [undefined, null],
  ])('that came about at %s did so at %s', (occurredAt, changedAt) => {
    expect(pageOf({ ...CHANGE, occurredAt }).changes).toMatchObject([{ changedAt }]);
  });

  it.each<[string, unknown, string, string]>([
    ['no employee', { ...CHANGE, employeeId: undefined }, 'employeeId', 'changes[1]: employeeId: Invalid input'],
    ['a name for an id', { ...CHANGE, employeeId: 'Erika M' }, 'employeeId', 'changes[1]: employeeId: is no id (1 to'],
    [
      'a day written in another way',
      { ...CHANGE, weekStartDate: '16.11.2026' },
      'weekStartDate',
      "changes[1] of E1: weekStartDate: is no date YYYY-MM-DD ('16.11.2026')",
    ],
    [
      'a time',
      { ...CHANGE, weekStartDate: '2026-11-16T00:00:00Z' },
      'weekStartDate',
      'changes[1] of E1: weekStartDate',
    ],
    ['no week', { employeeId: 'E1' }, 'weekStartDate', 'changes[1] of E1: weekStartDate: Invalid input'],
    ['neither', {}, 'employeeId, weekStartDate', 'changes[1]: employeeId: Invalid input'],
    ['nothing', null, 'change', 'changes[1]: change: Invalid input'],
    ['a text', 'E1', 'change', 'changes[1]: change: Invalid input'],
  ])('with %s names no employee-week: it is counted and described, and the others count', (_, bad, fields, detail) => {
    const { changes, unreadable } = pageOf(CHANGE, bad, { ...CHANGE, employeeId: 'E2' }, bad);

    expect(changes.map(({ employeeId }) => employeeId)).toEqual(['E1', 'E2']);
    expect(unreadable).toEqual({ count: 2, sample: { fields, detail: expect.stringContaining(detail) } });
  });

  it('is described by ids and days alone, in one short line', () => {
    const anything = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.constant('Erika\u001b[31m Mustermann'));
    fc.assert(
      fc.property(anything, anything, (employeeId, weekStartDate) => {
        const { changes, unreadable } = pageOf({ employeeId, weekStartDate });

        const detail = unreadable.sample?.detail ?? '';
        expect(changes.length + unreadable.count).toBe(1);
        expect(changes.every(({ mondayDate }) => isMonday(mondayDate))).toBe(true);
        expect(detail).toMatch(/^[\x20-\x7e]{0,300}$/);
        expect(detail).not.toContain('Mustermann');
      }),
    );
  });
});

describe('a page', () => {
  it.each([
    ['without changes', { nextCursor: 'c1', hasMore: false }],
    ['whose changes are no list', { changes: {}, nextCursor: 'c1', hasMore: false }],
    ['without a cursor', { changes: [], hasMore: false }],
    ['with an empty cursor', { changes: [], nextCursor: '', hasMore: false }],
    ['that does not say whether there is more', { changes: [], nextCursor: 'c1' }],
  ])('%s is none', (_, page) => {
    expect(changePageSchema.safeParse(page).success).toBe(false);
  });
});
