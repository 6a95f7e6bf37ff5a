import { describe, expect, it } from 'vitest';
import { S3Mappings } from '../../../../adapters/s3/mappings.ts';
import { sha256 } from '../../../../adapters/system/hash.ts';
import { MappedCwos } from '../../../../core/timesheets/mirror/mapped-cwos.ts';
import type { Mapping, PlanRow } from '../../../../core/timesheets/mirror/mapping.ts';
import { MemoryBucket } from '../../../doubles/memory-bucket.ts';
import { TestClock } from '../../../doubles/test-clock.ts';
import { cwoRow, mapping, personRow } from '../../../worlds/mirror-weeks.ts';

async function cwosOf(rows: Mapping | null): Promise<MappedCwos> {
  const mappings = new S3Mappings(new MemoryBucket().client, 'evidence', sha256);
  const hash = rows && (await mappings.put(rows));
  const current = { read: async () => hash };
  return new MappedCwos({ current, mappings, sha256, clock: new TestClock(), timeZone: 'Europe/Berlin' });
}

function plan(changes: Partial<PlanRow>): PlanRow {
  return { employeeId: 'E-1', cwoId: 'CWO-1', role: null, hoursPerWeek: 20_00, from: null, to: null, ...changes };
}

describe('a CWO of the mapping', () => {
  it('has its roles from the plans that are not over, those of a person without one in the role of the person', async () => {
    const plans = [
      plan({}),
      plan({ employeeId: 'E-2', role: 'QA', hoursPerWeek: 10_00, to: '2026-11-24' }),
      plan({ employeeId: 'E-3', role: 'QA', hoursPerWeek: 5_50 }),
      plan({ employeeId: 'E-4', role: 'QA', to: '2026-11-23' }),
      plan({ employeeId: 'E-5', cwoId: 'CWO-2' }),
    ];
    const cwos = await cwosOf(mapping({ plans, cwos: [cwoRow({ pmEmail: 'pm@example.com' })] }));

    const { cwo, project, roles } = await cwos.fetchCwo('CWO-1');

    expect(cwo).toMatchObject({ code: 'C1', projectManager: { employeeId: 'E-9', email: 'pm@example.com' } });
    expect(project).toEqual({ projectId: 'P1', name: 'Web', clientId: 'K1', clientName: 'Acme' });
    expect(roles).toEqual([
      { cwoRoleId: 'CWO-1.DEV', role: 'DEV', headcount: 1, plannedHoursPerWeek: 20_00 },
      { cwoRoleId: 'CWO-1.QA', role: 'QA', headcount: 2, plannedHoursPerWeek: 15_50 },
    ]);
  });

  it('of several rows is the one that runs today', async () => {
    const rows = [cwoRow({ name: 'Old', endDate: '2026-10-31' }), cwoRow({ name: 'New', startDate: '2026-11-01' })];
    const cwos = await cwosOf(mapping({ people: [personRow()], cwos: rows }));
    expect((await cwos.fetchCwo('CWO-1')).cwo.name).toBe('New');
  });

  it.each([
    ['none', null],
    ['another', mapping()],
  ])('that is not there, as the mapping is %s, says what to do', async (_, rows) => {
    await expect((await cwosOf(rows)).fetchCwo('CWO-9')).rejects.toThrow('add it to cwos.csv');
  });
});
