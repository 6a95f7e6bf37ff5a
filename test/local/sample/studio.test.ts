import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAnswer } from '../../../adapters/timesheets/etm/answer.ts';
import { envelopeSchema } from '../../../adapters/timesheets/etm/schema.ts';
import { allocate } from '../../../core/allocation/allocate.ts';
import { Chain } from '../../../core/allocation/chain.ts';
import type { EmployeeAnswer } from '../../../core/timesheets/timesheets.ts';
import { addDays, type MondayDate, weekOf } from '../../../core/values/week.ts';
import {
  generateStudio,
  HOT_CWO,
  LATE_MEMBER_ID,
  NEW_CWO,
  STEADY_CWO,
  STUDIO_MANAGER,
  unsettledWeekOf,
} from '../../../local/sample/studio.ts';
import { openStore, type TimesheetStore } from '../../../local/timesheets/store.ts';
import { newCwoBody } from '../../../local/timesheets/wire.ts';

const WEEK = '2026-11-23';
const STUDIO = generateStudio(WEEK);
const PEOPLE = STUDIO.employees.map(({ employeeId }) => employeeId);
let store: TimesheetStore;

beforeEach(() => {
  store = openStore(':memory:');
  store.load(STUDIO);
});
afterEach(() => store.close());

/** What the project's own reading and rules make of a week in the store: tokens by CWO. */
function tokensByCwo(monday: MondayDate): Record<string, bigint> {
  const json = JSON.stringify(store.queryWeek(monday, PEOPLE));
  const { employees, chain } = readAnswer(envelopeSchema.parse(JSON.parse(json)), PEOPLE);
  const sums: Record<string, bigint> = {};
  for (const { employee_id: employeeId, total_tokens: tokens } of STUDIO.usage[monday] ?? []) {
    const usage = { tokens: tokens ?? 0n, costUsd6: 0n };
    const answer = employees.get(employeeId ?? '') as EmployeeAnswer;
    const result = allocate(usage, answer, weekOf(monday), new Chain(chain));
    if (result.kind !== 'ALLOCATED') throw new Error(`${employeeId} is set aside`);
    for (const line of result.allocation.lines) sums[line.target] = (sums[line.target] ?? 0n) + line.tokens;
  }
  return sums;
}

describe('the team whose budgets the demo watches', () => {
  it('has eight full weeks in which each person of a role used the same', () => {
    expect(STUDIO.mondays).toEqual(Array.from({ length: 9 }, (_, week) => addDays(WEEK, 7 * (week - 8))));
    for (const monday of STUDIO.mondays.slice(0, 7)) {
      const ofManager = monday === unsettledWeekOf(WEEK) ? 1_200n : 0n;
      expect(tokensByCwo(monday)).toEqual({ 'CWO-0101': 37_500n + ofManager });
    }
  });

  it('makes the two work orders of this week known the week before', () => {
    const known = tokensByCwo(addDays(WEEK, -7));

    expect(known).toMatchObject({ 'CWO-0101': 37_500n, [STEADY_CWO]: 18_000n, [HOT_CWO]: 18_000n });
  });

  it('uses 73 % and 93 % of 30,000 this week, and 78 % once the late sheet is approved', () => {
    expect(tokensByCwo(WEEK)).toEqual({ [STEADY_CWO]: 21_900n, [HOT_CWO]: 27_900n });

    const late = { employeeId: LATE_MEMBER_ID, mondayDate: WEEK };
    store.submit(late);
    store.approve(late);

    expect(tokensByCwo(WEEK)).toEqual({ [STEADY_CWO]: 21_900n, [HOT_CWO]: 23_400n, 'CWO-0101': 4_500n });
  });

  it('has a new work order of the worked example that the timesheet service takes', () => {
    const { cwo, roles } = newCwoBody.parse(JSON.parse(JSON.stringify(STUDIO.newCwo)));

    store.createCwo(cwo, roles);

    const described = store.queryCwo(NEW_CWO);
    expect(described?.cwo).toMatchObject({ startDate: '2026-11-30', endDate: '2027-02-19' });
    expect(described?.cwo.projectManager).toEqual(STUDIO_MANAGER);
    expect(described?.roles.map(({ role, headcount }) => [role, headcount])).toEqual([
      ['DATA_SCIENTIST', 1],
      ['ML_ENGINEER', 3],
      ['PROMPT_ENGINEER', 1],
    ]);
  });

  it('costs a dollar for a thousand tokens', () => {
    const [first] = STUDIO.usage[WEEK] ?? [];

    expect(first).toMatchObject({ total_tokens: 9_000n, cost_usd: '9.000000' });
  });
});
