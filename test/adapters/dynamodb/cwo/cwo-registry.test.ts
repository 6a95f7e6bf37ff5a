import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DynamoCwoRegistry } from '../../../../adapters/dynamodb/cwo/cwo-registry.ts';
import type { SeenCwo } from '../../../../core/timesheets/cwo-registry.ts';
import type { CwoRoleDemand } from '../../../../core/timesheets/timesheets.ts';
import { faultsOf } from '../../../docs/contract-files.ts';
import { CwoTable } from '../../../doubles/cwo-table.ts';
import { TestClock } from '../../../doubles/test-clock.ts';
import { BACKEND } from '../../../worlds/cwos.ts';

const [EARLIER, NOW, LATER] = ['2026-11-24T05:00:00.000Z', '2026-11-24T06:00:00.000Z', '2026-11-24T07:00:00.000Z'];

let table: CwoTable;
let registry: DynamoCwoRegistry;

beforeEach(() => {
  table = new CwoTable();
  registry = new DynamoCwoRegistry(table.client, 'cwos', new TestClock());
});

function seen(cwoId: string, changes: { name?: string; manager?: string | null } = {}): SeenCwo {
  const { name = 'Core', manager = 'E9' } = changes;
  const cwo = {
    cwoId,
    code: 'FIN-26-01',
    name,
    projectId: 'P1',
    billable: true,
    startDate: '2026-01-05',
    endDate: null,
  };
  const project = { projectId: 'P1', name: 'Fintech', clientId: 'CL1', clientName: 'Bank' };
  return { cwo: { ...cwo, projectManager: manager === null ? null : { employeeId: manager } }, project };
}

const QA = { cwoRoleId: 'R2', role: 'QA_ENGINEER', headcount: 1, plannedHoursPerWeek: null };
const ROLES = [BACKEND, QA];

interface Described {
  readonly name?: string;
  readonly manager?: string;
  readonly roles?: readonly CwoRoleDemand[];
}

function described(cwoId: string, email: string | null, { roles = ROLES, ...changes }: Described = {}) {
  const { cwo, project } = seen(cwoId, changes);
  return { cwo: { ...cwo, projectManager: { employeeId: changes.manager ?? 'E9', email } }, project, roles };
}

async function meet(some: readonly SeenCwo[], seenAt = NOW): Promise<void> {
  await registry.update(await registry.findNews(some), seenAt);
}

const writes = () => table.met.filter(({ command }) => command === 'UpdateCommand').length;

describe('a CWO that a run has met', () => {
  it('is known from then on, but for the address of its PM and budgets that nobody has confirmed', async () => {
    await meet([seen('C1')]);

    expect(table.rows.get('C1')).toEqual({
      cwoId: 'C1',
      code: 'FIN-26-01',
      name: 'Core',
      billable: true,
      startDate: '2026-01-05',
      endDate: null,
      projectId: 'P1',
      projectName: 'Fintech',
      clientId: 'CL1',
      clientName: 'Bank',
      pmEmployeeId: 'E9',
      pmEmail: null,
      seenAt: NOW,
      tokenBudgetPerWeek: null,
      tokenBudgetTotal: null,
    });
  });

  it('as it is known is no news, and nothing is written', async () => {
    await meet([seen('C1')]);
    const before = writes();

    await meet([seen('C1')], LATER);

    expect(writes()).toBe(before);
  });

  it.each<[string, Parameters<typeof seen>[1], boolean]>([
    ['under another name', { name: 'Other' }, false],
    ['under another PM', { manager: 'E8' }, true],
    ['without its PM', { manager: null }, true],
  ])('%s is news', async (_, changes, isManagerNew) => {
    await meet([seen('C1')]);

    expect(await registry.findNews([seen('C1', changes)])).toEqual([{ ...seen('C1', changes), isManagerNew }]);
  });

  it('keeps the address of a PM who stays and loses that of one who goes', async () => {
    await registry.record(described('C1', 'e9@example.com'), EARLIER);

    await meet([seen('C1', { name: 'Other' })]);
    expect(table.rows.get('C1')).toMatchObject({ name: 'Other', pmEmail: 'e9@example.com' });

    await meet([seen('C1', { manager: 'E8' })], LATER);
    expect(table.rows.get('C1')).toMatchObject({ pmEmployeeId: 'E8', pmEmail: null });
  });

  it('is found among more than a hundred, also where reads leave some for later', async () => {
    const all = Array.from({ length: 250 }, (_, index) => seen(`C${index}`));
    await meet(all);
    table.answeredMax = 30;

    expect(await registry.findNews(all)).toEqual([]);
    expect((await registry.readManagers(all.map(({ cwo }) => cwo.cwoId))).size).toBe(250);
  });
});

describe('a read of which some stays unanswered', () => {
  it('is none: a row that was not read is not taken for one that is missing', async () => {
    await meet([seen('C1'), seen('C2')]);
    table.answeredMax = 0;

    await expect(registry.findNews([seen('C1')])).rejects.toThrow('1 keys of cwos were not read in 8 requests');
    await expect(registry.readManagers(['C1', 'C2'])).rejects.toMatchObject({ name: 'LedgerUnavailableError' });
  });
});

describe('the order in which answers were asked for', () => {
  it('decides, whatever the order in which they are written', async () => {
    await registry.record(described('C1', 'new@example.com', { manager: 'E8' }), NOW);
    await registry.record(described('C1', 'old@example.com', { manager: 'E9' }), EARLIER);
    await meet([seen('C1', { manager: 'E9' })], EARLIER);

    expect(table.rows.get('C1')).toMatchObject({ pmEmployeeId: 'E8', pmEmail: 'new@example.com', seenAt: NOW });
  });

  it('is told by what says nothing new too', async () => {
    await registry.record(described('C1', 'e9@example.com'), EARLIER);
    await registry.record(described('C1', 'e9@example.com'), LATER);
    await registry.record(described('C1', 'e8@example.com', { manager: 'E8' }), NOW);

    expect(table.rows.get('C1')).toMatchObject({ pmEmployeeId: 'E9', seenAt: LATER });
  });
});

describe('the roles of a CWO', () => {
  it('rest with their hours as text, null where they are not known', async () => {
    await registry.record(described('C1', 'e9@example.com'), NOW);

    expect(table.rows.get('C1')?.roles).toEqual([
      { cwoRoleId: 'R1', role: 'BACKEND_DEVELOPER', headcount: 3, plannedHoursPerWeek: '120.00' },
      { cwoRoleId: 'R2', role: 'QA_ENGINEER', headcount: 1, plannedHoursPerWeek: null },
    ]);
    expect(faultsOf('cwo.schema.json', table.rows.get('C1'))).toEqual([]);
  });

  it('stay when an answer about a week, which tells none, is taken up', async () => {
    await registry.record(described('C1', 'e9@example.com'), NOW);
    const { roles } = table.rows.get('C1') ?? {};

    await meet([seen('C1', { name: 'Other', manager: 'E8' })], LATER);

    expect(table.rows.get('C1')).toMatchObject({ name: 'Other', pmEmail: null, roles });
  });

  it('go as they came, the last one too', async () => {
    await registry.record(described('C1', null), EARLIER);

    expect(await registry.record(described('C1', null, { roles: [] }), NOW)).toBe(true);

    expect((await registry.readCwos(['C1'])).get('C1')?.roles).toEqual([]);
  });

  it.each<[string, string]>([
    ['older than what is known', EARLIER],
    ['as old as what is known', NOW],
  ])('are not taken from an answer %s, which is told', async (_, seenAt) => {
    await registry.record(described('C1', null), NOW);

    expect(await registry.record(described('C1', null, { roles: [QA] }), seenAt)).toBe(false);

    expect((await registry.readCwos(['C1'])).get('C1')?.roles).toEqual(ROLES);
  });

  it('are not taken from an answer that failed to be written, which is no loss of the race', async () => {
    const died = new Error('the table is away');
    vi.spyOn(table, 'send').mockRejectedValueOnce(died);

    await expect(registry.record(described('C1', null), NOW)).rejects.toBe(died);
  });
});

describe('what is known of CWOs', () => {
  const KNOWN = {
    ...{ cwoId: 'C1', code: 'FIN-26-01', name: 'Core', billable: true, startDate: '2026-01-05', endDate: null },
    ...{ projectId: 'P1', projectName: 'Fintech', clientId: 'CL1', clientName: 'Bank', pmEmployeeId: 'E9' },
  };

  it('is read consistently, without what is not of the timesheet system, and unknown ones are absent', async () => {
    await registry.record(described('C1', 'e9@example.com'), NOW);

    const read = await registry.readCwos(['C1', 'C2']);

    expect(read).toEqual(new Map([['C1', { ...KNOWN, pmEmail: 'e9@example.com', roles: ROLES }]]));
    expect(table.met.at(-1)?.input.RequestItems.cwos.ConsistentRead).toBe(true);
  });

  it('is no address and are no roles until the CWO is described', async () => {
    await meet([seen('C1')]);
    expect((await registry.readCwos(['C1'])).get('C1')).toEqual({ ...KNOWN, pmEmail: null, roles: null });

    table.rows.set('C1', { ...table.rows.get('C1'), pmEmail: undefined });
    expect((await registry.readCwos(['C1'])).get('C1')).toMatchObject({ pmEmail: null });
  });
});

describe('a confirmed budget', () => {
  it('stays whatever the timesheet system says of the CWO', async () => {
    await meet([seen('C1')], EARLIER);
    table.rows.set('C1', { ...table.rows.get('C1'), tokenBudgetPerWeek: 30_000, tokenBudgetTotal: 360_000 });

    await meet([seen('C1', { name: 'Other' })], NOW);
    await registry.record(described('C1', 'e9@example.com', { name: 'Third' }), LATER);

    expect(table.rows.get('C1')).toMatchObject({
      name: 'Third',
      tokenBudgetPerWeek: 30_000,
      tokenBudgetTotal: 360_000,
    });
  });
});

describe('who manages a CWO', () => {
  it('is read consistently, and a CWO without PM or unknown has nobody', async () => {
    await meet([seen('C1'), seen('C2', { manager: null })]);

    expect(await registry.readManagers(['C1', 'C2', 'C3'])).toEqual(new Map([['C1', 'E9']]));

    const { input } = table.met.at(-1) ?? {};
    expect(input.RequestItems.cwos.ConsistentRead).toBe(true);
  });
});
