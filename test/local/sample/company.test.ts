import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseDecimal } from '../../../core/values/decimal.ts';
import { USD6_SCALE } from '../../../core/values/money.ts';
import { addDays, isMonday } from '../../../core/values/week.ts';
import {
  COMPANY_DEFAULTS,
  type Company,
  EMPLOYEES_MIN,
  generateCompany,
  loadCompany,
  usageRows,
} from '../../../local/sample/company.ts';
import { openStore } from '../../../local/timesheets/store.ts';

const COMPANY = generateCompany();

function digest(company: Company): string {
  const json = JSON.stringify(company, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
  return createHash('sha256').update(json).digest('hex');
}

function costUsd6(cost: string | null): bigint {
  return parseDecimal(cost ?? '', USD6_SCALE) as bigint;
}

describe('the default company', () => {
  it('has 40 employees on 12 CWOs in 6 projects for 4 clients, for 8 weeks', () => {
    const { employees, cwos, projects, clients, mondays } = COMPANY;
    expect([employees, cwos, projects, clients, mondays].map(({ length }) => length)).toEqual([40, 12, 6, 4, 8]);
    expect(mondays.every(isMonday)).toBe(true);
    expect(mondays.at(-1)).toBe(COMPANY_DEFAULTS.lastMonday);
  });

  it('has ids of its own kind that occur once', () => {
    for (const ids of [
      COMPANY.clients.map(({ clientId }) => clientId),
      COMPANY.cwos.map(({ cwoId }) => cwoId),
      COMPANY.cwos.map(({ code }) => code),
      COMPANY.employees.map(({ email }) => email),
      COMPANY.plans.map(({ allocationId }) => allocationId),
      COMPANY.tasks.map(({ taskId }) => taskId),
      COMPANY.roles.map(({ cwoRoleId }) => cwoRoleId),
    ]) {
      expect(new Set(ids).size).toBe(ids.length);
    }
    expect(COMPANY.employees.every(({ email }) => /^[a-z]+\.[a-z]+\.\d+@example\.com$/.test(email))).toBe(true);
  });

  it('staffs every CWO, and its roles sum up the plans', () => {
    const staffed = new Set(COMPANY.roles.map(({ cwoId }) => cwoId));
    expect(staffed.size).toBe(12);
    const planned = COMPANY.plans.filter(({ cwoRoleId }) => cwoRoleId !== 'R-DELETED');
    const plansOf = Map.groupBy(planned, ({ cwoRoleId }) => cwoRoleId);
    const sum = (hours: readonly (number | null)[]) => hours.reduce<number>((total, one) => total + (one ?? 0), 0);
    for (const { cwoRoleId, headcount, plannedHoursPerWeek } of COMPANY.roles) {
      const plans = plansOf.get(cwoRoleId) ?? [];
      expect(headcount).toBe(new Set(plans.map(({ employeeId }) => employeeId)).size);
      expect(plannedHoursPerWeek).toBe(sum(plans.map((plan) => plan.plannedHoursPerWeek)));
    }
    expect(plansOf.size).toBe(COMPANY.roles.length);
  });

  it('spends 5 to 150 USD and some million tokens per employee in an ordinary week', () => {
    const rows = usageRows(COMPANY, COMPANY.mondays[0] as string);
    for (const own of Map.groupBy(rows, (row) => row.employee_id).values()) {
      const cost = own.reduce((total, row) => total + costUsd6(row.cost_usd), 0n);
      const tokens = own.reduce((total, row) => total + (row.total_tokens ?? 0n), 0n);
      expect(cost).toBeGreaterThanOrEqual(5_000_000n);
      expect(cost).toBeLessThanOrEqual(150_000_000n);
      expect(tokens).toBeGreaterThan(1_000_000n);
      expect(tokens).toBeLessThan(200_000_000n);
    }
    expect(new Set(rows.map(({ source }) => source))).toEqual(
      new Set(['claude_code', 'cursor', 'github_copilot', 'anthropic_api']),
    );
  });

  it('has a late file: two rows of one employee, week and tool', () => {
    const keys = Object.values(COMPANY.usage)
      .flat()
      .map((row) => `${row.week_start_date} ${row.employee_id} ${row.source}`);
    expect(new Set(keys).size).toBeLessThan(keys.length);
  });

  it('approved all of the weeks before the last, eight hours for every day that is not off', () => {
    const { lastMonday } = COMPANY_DEFAULTS;
    const earlier = COMPANY.timesheets.filter(({ mondayDate }) => mondayDate < lastMonday);
    expect(earlier).toHaveLength(40 * 7);
    expect(earlier.every(({ status }) => status === 'APPROVED')).toBe(true);
    for (const { employeeId, mondayDate, entries } of earlier) {
      const { calendar } = COMPANY.employees.find((one) => one.employeeId === employeeId) ?? {};
      const holiday = COMPANY.holidays.find((one) => {
        return one.calendar === calendar && one.date >= mondayDate && one.date <= addDays(mondayDate, 4);
      });
      const leave = COMPANY.leave.find((one) => one.employeeId === employeeId && one.mondayDate === mondayDate);
      const hours = entries.reduce((total, entry) => total + entry.hours, 0);
      expect(hours, `${employeeId} ${mondayDate}`).toBe(40_00 - (holiday ? 8_00 : 0) - (leave?.hours ?? 0));
      expect(entries.map(({ date }) => date)).not.toContain(holiday?.date);
    }
  });
});

describe('generating', () => {
  it('gives the same bytes for the same options', () => {
    expect(digest(generateCompany())).toBe(digest(COMPANY));
  });

  it('gives another company for another seed', () => {
    expect(digest(generateCompany({ seed: 2 }))).not.toBe(digest(COMPANY));
  });

  it('leaves the usage and hours of an employee as they are when others come', () => {
    const larger = generateCompany({ employees: 60 });
    const [monday] = COMPANY.mondays as [string];
    expect(usageRows(larger, monday).slice(0, usageRows(COMPANY, monday).length)).toEqual(usageRows(COMPANY, monday));
    expect(larger.timesheets.slice(0, 50)).toEqual(COMPANY.timesheets.slice(0, 50));
  });

  it('ends in the week it is told, as early as it is told', () => {
    const company = generateCompany({ weeks: 2, lastMonday: '2025-03-03' });
    expect(company.mondays).toEqual(['2025-02-24', '2025-03-03']);
    expect(Object.keys(company.usage)).toEqual(company.mondays);
    expect(usageRows(company, '2025-02-17')).toEqual([]);
  });

  it.each([
    ['too few employees', { employees: EMPLOYEES_MIN - 1 }, 'employees'],
    ['no week', { weeks: 0 }, 'week'],
    ['a last week that is no Monday', { lastMonday: '2026-11-17' }, 'Monday'],
  ])('refuses %s', (_, options, message) => {
    expect(() => generateCompany(options)).toThrow(message);
  });
});

describe('a company of 20,000', () => {
  const started = performance.now();
  const company = generateCompany({ employees: 20_000, weeks: 1, clean: true });
  const seconds = (performance.now() - started) / 1000;

  it('takes a few seconds', () => {
    expect(company.employees).toHaveLength(20_000);
    expect(company.cwos).toHaveLength(1_000);
    expect(seconds).toBeLessThan(10);
  });

  it('has about 2.2 CWOs per employee-week, and almost all sheets approved', () => {
    const cwoOfRole = new Map(company.roles.map(({ cwoRoleId, cwoId }) => [cwoRoleId, cwoId]));
    const roleOfPlan = new Map(company.plans.map(({ allocationId, cwoRoleId }) => [allocationId, cwoRoleId]));
    const planOfTask = new Map(company.tasks.map(({ taskId, allocationId }) => [taskId, allocationId]));
    const cwosOf = company.timesheets.map(({ entries }) => {
      const cwos = entries.map(({ taskId }) => cwoOfRole.get(roleOfPlan.get(planOfTask.get(taskId) ?? '') ?? ''));
      return new Set(cwos.filter((cwo) => cwo !== undefined)).size;
    });
    const average = cwosOf.reduce((total, count) => total + count, 0) / company.timesheets.length;
    expect(average).toBeGreaterThan(2.1);
    expect(average).toBeLessThan(2.3);
    const approved = company.timesheets.filter(({ status }) => status === 'APPROVED').length;
    expect(approved / company.employees.length).toBeGreaterThan(0.95);
  });

  it('is loaded and answered for 100 employees at a time without waiting', () => {
    const store = openStore(':memory:');
    loadCompany(store, company);
    const ids = company.employees.map(({ employeeId }) => employeeId);
    const queried = performance.now();
    for (let first = 0; first < 2_000; first += 100) {
      expect(store.queryWeek(COMPANY_DEFAULTS.lastMonday, ids.slice(first, first + 100)).employees).toHaveLength(100);
    }
    expect((performance.now() - queried) / 20).toBeLessThan(100);
    store.close();
  });
});
