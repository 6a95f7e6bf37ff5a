import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EmployeeWeekKey } from '../../../core/ledger/ledger.ts';
import { coalesce } from '../../../functions/messages/recalculation.ts';
import { RECALCULATION_MAX } from '../../../functions/names.ts';

interface Change extends EmployeeWeekKey {
  readonly messageId: string;
}

const MONDAYS = ['2026-11-02', '2026-11-09', '2026-11-16'];
const nameOf = ({ employeeId, mondayDate }: EmployeeWeekKey) => `${mondayDate}#${employeeId}`;
/** Changes with repetitions, each a message of its own. */
const arbitraryChanges = fc
  .array(
    fc.record({
      employeeId: fc.oneof(
        fc.integer({ min: 0, max: 30 }).map((number) => `E${number}`),
        fc.constantFrom('__proto__', 'constructor', 'e1'),
      ),
      mondayDate: fc.constantFrom(...MONDAYS),
    }),
    { maxLength: 200 },
  )
  .map((keys) => keys.map((key, index): Change => ({ ...key, messageId: `m${index}` })));

describe('coalesced changes', () => {
  it('name each employee-week once, in parts of one week, ascending', () => {
    fc.assert(
      fc.property(arbitraryChanges, (changes) => {
        const parts = coalesce(changes);

        const named = parts.flatMap(({ mondayDate, employeeIds }) =>
          employeeIds.map((employeeId) => nameOf({ employeeId, mondayDate })),
        );
        expect(named).toEqual([...new Set(changes.map(nameOf))].sort());
      }),
    );
  });

  it('carry every change, in the part that names its employee-week', () => {
    fc.assert(
      fc.property(arbitraryChanges, (changes) => {
        const parts = coalesce(changes);

        const carried = parts.flatMap((part) => part.changes);
        expect(carried.map(({ messageId }) => messageId).sort()).toEqual(
          changes.map(({ messageId }) => messageId).sort(),
        );
        for (const part of parts) {
          for (const { employeeId, mondayDate } of part.changes) {
            expect(part.mondayDate).toBe(mondayDate);
            expect(part.employeeIds).toContain(employeeId);
          }
        }
      }),
    );
  });

  it('are the same parts in whatever order they come', () => {
    fc.assert(
      fc.property(
        arbitraryChanges.chain((changes) =>
          fc.tuple(
            fc.constant(changes),
            fc.shuffledSubarray(changes, { minLength: changes.length, maxLength: changes.length }),
          ),
        ),
        ([changes, shuffled]) => {
          const named = (of: readonly Change[]) =>
            coalesce(of).map(({ mondayDate, employeeIds }) => ({ mondayDate, employeeIds }));

          expect(named(shuffled)).toEqual(named(changes));
        },
      ),
    );
  });

  it('are parts of at most 1,000 employees', () => {
    const changes = Array.from({ length: 2_001 }, (_, index) => ({
      employeeId: `E${String(index).padStart(4, '0')}`,
      mondayDate: '2026-11-16',
    }));

    const parts = coalesce([...changes, ...changes]);

    expect(parts.map(({ employeeIds }) => employeeIds.length)).toEqual([RECALCULATION_MAX, RECALCULATION_MAX, 1]);
    expect(parts.map((part) => part.changes.length)).toEqual([2_000, 2_000, 2]);
  });

  it('are no parts where there is no change', () => {
    expect(coalesce([])).toEqual([]);
  });
});
