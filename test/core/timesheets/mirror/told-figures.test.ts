import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../../core/timesheets/mirror/normal-form.ts';
import type { ApprovalUnit } from '../../../../core/timesheets/mirror/source-rules.ts';
import { toldFigures } from '../../../../core/timesheets/mirror/told-figures.ts';
import { entry, MONDAY, sheet, snapshot } from '../../../worlds/mirror-weeks.ts';

function statesIn(told: Partial<Snapshot>, ...approval: readonly ApprovalUnit[]) {
  return toldFigures(snapshot(told), new Map(), approval).states.map(({ state, count }) => `${count} ${state}`);
}

describe('states that a source told', () => {
  const told = {
    entries: [entry({ id: 'e1', state: 'validated' }), entry({ id: 'e2', state: 'DRAFT' }), entry({ state: null })],
    sheets: [sheet({ state: 'APPROVED' }), sheet({ project: '12', state: 'SUBMITTED' })],
    leave: [{ user: 'u1', date: MONDAY, seconds: null, state: 'refused' }],
  };

  it.each([
    ['ENTRY', ['1 DRAFT', '1 refused', '1 validated']],
    ['FLAG', ['1 DRAFT', '1 refused', '1 validated']],
    ['PERIOD', ['1 APPROVED', '1 refused']],
    ['PROJECT', ['1 SUBMITTED', '1 refused']],
    ['AFTER_DAYS', ['1 refused']],
  ] as const)('are those of leave, and what is approved by %s', (unit, states) => {
    expect(statesIn(told, unit)).toEqual(states);
  });

  it('are those of all units', () => {
    expect(statesIn(told, 'ENTRY', 'PERIOD')).toEqual(['1 APPROVED', '1 DRAFT', '1 refused', '1 validated']);
  });
});
