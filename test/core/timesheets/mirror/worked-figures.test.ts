import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../../adapters/system/hash.ts';
import { Chain } from '../../../../core/allocation/chain.ts';
import { applyRules } from '../../../../core/allocation/rules.ts';
import { changeTypeOf } from '../../../../core/timesheets/mirror/change-type.ts';
import type { MirrorBody } from '../../../../core/timesheets/mirror/mirror-record.ts';
import { settleWeek } from '../../../../core/timesheets/mirror/settle.ts';
import { formatHours } from '../../../../core/values/hours.ts';
import { weekOf } from '../../../../core/values/week.ts';
import { ANN, bodyIn, cwoRow, entries, entry, sheet, WEEK, workItem } from '../../../worlds/mirror-weeks.ts';

const hoursOf = ({ entries: told }: MirrorBody) => told.map(({ hours }) => formatHours(hours));

/** What the core makes of it: basis, method, and hours by target. */
function decided(body: MirrorBody, week = WEEK) {
  const { chain, timesheet, ...rest } = body;
  const record = { ...rest, timesheet: timesheet && { ...timesheet, version: 1 } };
  const result = applyRules({ kind: 'KNOWN', record }, week, new Chain(chain));
  if (result.kind === 'SET_ASIDE') throw new Error(result.detail);
  const { basis, method, weights } = result;
  return {
    basis,
    method,
    weights: weights.map(({ destination, hours }) => [destination.target, formatHours(hours ?? 0)]),
  };
}

describe('the worked figures of docs/connectors.md', () => {
  it.each([
    ['(1) three entries of 50 minutes', [3000, 3000, 3000], ['0.84', '0.83', '0.83']],
    ['(2) equal rests', [5400, 1500, 6660, 2760, 7020], ['1.50', '0.42', '1.85', '0.76', '1.95']],
  ])('%s', (_, seconds, hours) => {
    expect(hoursOf(bodyIn({ entries: entries(...seconds) }))).toEqual(hours);
  });

  it('(3) a project that changes its CWO on a Wednesday has two tasks and both targets', () => {
    const workItems = [
      workItem({ project: '12', to: '2026-11-17' }),
      workItem({ line: 3, project: '12', from: '2026-11-18', cwo: { cwoId: 'CWO-2' } }),
    ];
    const body = bodyIn(
      { entries: [entry({ date: '2026-11-17' }), entry({ id: 'e2', date: '2026-11-18', seconds: 7200 })] },
      { mapping: { workItems } },
    );

    expect(body.chain.tasks).toHaveLength(2);
    expect(decided(body)).toEqual({
      basis: 'ACTUAL',
      method: 'LOGGED_HOURS',
      weights: [
        ['CWO-1', '1.00'],
        ['CWO-2', '2.00'],
      ],
    });
  });

  it.each([
    ['DRAFT', 'ESTIMATED', 'SUBMITTED_HOURS'],
    ['SUBMITTED', 'ESTIMATED', 'SUBMITTED_HOURS'],
    ['APPROVED', 'ACTUAL', 'LOGGED_HOURS'],
  ])('(4) the week of 29 June, with June approved and July %s, is %s', (july, basis, method) => {
    const week = weekOf('2026-06-29');
    const body = bodyIn(
      {
        entries: [entry({ date: '2026-06-30' }), entry({ id: 'e2', date: '2026-07-01' })],
        sheets: [
          sheet({ from: '2026-06-01', to: '2026-06-30' }),
          sheet({ from: '2026-07-01', to: '2026-07-31', state: july }),
        ],
      },
      { rules: { approval: ['PERIOD'] }, week },
    );

    expect(decided(body, week)).toMatchObject({ basis, method });
  });

  it('(5) an approved entry that is deleted later amends the week', () => {
    const settle = (seconds: readonly number[]) =>
      settleWeek({ employeeId: ANN, body: bodyIn({ entries: entries(...seconds) }) }, null, {
        seenAt: '2026-11-24T02:00:00.000Z',
        sha256,
      });

    expect(changeTypeOf(settle([3600, 7200]), settle([3600]))).toBe('AMENDED');
  });

  it('(6) 20.00 h planned for a CWO that ends on Wednesday are 33.33 in the record, and 20.00 again', () => {
    const plans = [{ employeeId: ANN, cwoId: 'CWO-1', role: null, hoursPerWeek: 20_00, from: null, to: null }];
    const body = bodyIn({}, { mapping: { plans, cwos: [cwoRow({ endDate: '2026-11-18' })] } });

    expect(body.plans.map(({ plannedHoursPerWeek }) => formatHours(plannedHoursPerWeek))).toEqual(['33.33']);
    expect(decided(body)).toEqual({ basis: 'ESTIMATED', method: 'PLANNED_HOURS', weights: [['CWO-1', '20.00']] });
  });
});
