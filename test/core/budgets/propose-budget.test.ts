import { describe, expect, it } from 'vitest';
import { DynamoSuggestions } from '../../../adapters/dynamodb/budgets/suggestions.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import type { Benchmarks } from '../../../core/budgets/benchmarks.ts';
import { proposeBudget, proposeOnNewDemand } from '../../../core/budgets/propose-budget.ts';
import { refreshBenchmarks } from '../../../core/budgets/refresh-benchmarks.ts';
import type { KnownCwo } from '../../../core/timesheets/cwo-registry.ts';
import { MemoryTable } from '../../doubles/memory-table.ts';
import { TestClock } from '../../doubles/test-clock.ts';

const SETTINGS = { weeks: 2, minWeeks: 1, minPeople: 1, fullTimeHours: 40, bufferPct: 5 };
const CWO: KnownCwo = {
  cwoId: 'C1',
  code: 'C-1',
  name: 'Core',
  billable: true,
  startDate: '2026-11-30',
  endDate: null,
  projectId: 'P1',
  projectName: null,
  clientId: null,
  clientName: null,
  pmEmployeeId: null,
  pmEmail: null,
  roles: [{ cwoRoleId: 'R1', role: 'QA', headcount: 1, plannedHoursPerWeek: null }],
};
const cwos = { readCwos: async () => new Map([['C1', CWO]]) };

function world() {
  const kept: Benchmarks[] = [];
  const benchmarks = { put: async (one: Benchmarks) => void kept.push(one), latest: async () => kept.at(-1) ?? null };
  const clock = new TestClock();
  const asked: object[] = [];
  const benchmarkSource = {
    async *readLines(weeks: object) {
      asked.push(weeks);
      const line = { role: 'QA', cwoId: 'C1', projectId: 'P1', employeeId: 'E1', mondayDate: '2026-11-16' };
      yield [{ ...line, tokens: 1_000n, costUsd4: 100n, hours: 4_000 }];
    },
  };
  const suggestions = new DynamoSuggestions(new MemoryTable().client, 'budgets', sha256);
  const refresh = () =>
    refreshBenchmarks(SETTINGS, 'UTC', { benchmarkSource, benchmarks, cwos, clock }, new AbortController().signal);
  const propose = (cwoId = 'C1') =>
    proposeBudget(cwoId, { cwos, benchmarks, suggestions, clock, sha256, settings: SETTINGS });
  return { asked, kept, refresh, propose, clock };
}

describe('benchmarks', () => {
  it('are of the last full weeks, and are kept by their instant', async () => {
    const { asked, kept, refresh, clock } = world();
    const computed = await refresh();

    expect(kept).toEqual([computed]);
    expect(computed.asOf <= clock.now()).toBe(true);
    expect(asked).toEqual([{ first: computed.firstWeek, last: computed.lastWeek }]);
    expect(computed.roles).toMatchObject([{ role: 'QA', status: 'OK', adoptionKnown: false }]);
  });
});

describe('a proposal', () => {
  it('rests on the newest benchmarks, and is the one that is there where the same was made before', async () => {
    const { refresh, propose } = world();
    const none = await propose();
    await refresh();
    const first = await propose();
    const again = await propose();

    expect(none.sureness).toBe('INSUFFICIENT_HISTORY');
    expect(first.figures.tokensPerWeek).toBe(1_100n);
    expect(again).toEqual(first);
  });

  it('is made of no CWO that is not known', async () => {
    await expect(world().propose('C9')).rejects.toThrow('no CWO C9 is known');
  });
});

describe('a proposal on new demand', () => {
  const roles = (headcount: number) => [{ cwoRoleId: 'R1', role: 'QA', headcount, plannedHoursPerWeek: null }];

  function changing() {
    const clock = new TestClock();
    const suggestions = new DynamoSuggestions(new MemoryTable().client, 'budgets', sha256);
    const known = { cwo: CWO };
    const cwos = { readCwos: async () => new Map([['C1', known.cwo]]) };
    const propose = (meanwhile: () => Promise<unknown> = async () => {}) => {
      const latest = async () => {
        await meanwhile();
        return null;
      };
      return proposeOnNewDemand('C1', { cwos, benchmarks: { latest }, suggestions, clock, sha256, settings: SETTINGS });
    };
    const become = (changes: Partial<KnownCwo>) => {
      clock.advance(1);
      known.cwo = { ...CWO, ...changes };
    };
    const latest = async () => (await suggestions.latest('C1'))?.roles[0]?.headcount;
    return { propose, become, latest, suggestions };
  }

  it('is made once, and again where roles, people, hours or dates are others', async () => {
    const { propose, become } = changing();

    expect([await propose(), await propose()]).toEqual([true, false]);
    become({ name: 'Other', pmEmployeeId: 'E8' });
    expect(await propose()).toBe(false);
    become({ endDate: '2027-02-21' });
    expect([await propose(), await propose()]).toEqual([true, false]);
  });

  it('is the old one again where the CWO is as it was', async () => {
    const { propose, become, latest, suggestions } = changing();
    await propose();
    become({ roles: roles(2) });
    await propose();
    become({});

    expect(await propose()).toBe(true);
    expect(await latest()).toBe(1);
    expect(await suggestions.list('C1')).toHaveLength(2);
  });

  it('of who read the CWO later is the latest, whatever the order of the writes', async () => {
    const { propose, become, latest } = changing();

    await propose(async () => {
      become({ roles: roles(2) });
      await propose();
    });

    expect(await latest()).toBe(2);
  });
});
