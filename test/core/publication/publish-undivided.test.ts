import { describe, expect, it } from 'vitest';
import { DynamoPublications } from '../../../adapters/dynamodb/publication/publications.ts';
import { PublicationDiffersError } from '../../../core/publication/publish-part.ts';
import { publishUndivided, type UndividedPorts } from '../../../core/publication/publish-undivided.ts';
import type { ListedCwo } from '../../../core/timesheets/cwo-registry.ts';
import { MemoryPublishedTables } from '../../doubles/memory-published-tables.ts';
import { MemoryTable } from '../../doubles/memory-table.ts';
import { TestClock } from '../../doubles/test-clock.ts';
import { OPEN } from '../../histories/model/gates.ts';
import { tracked } from '../../worlds/tracked-budgets.ts';
import { listed } from './publish-undivided.ts';

function world(some: readonly ListedCwo[], changes: Partial<UndividedPorts> = {}) {
  const clock = new TestClock();
  const published = new MemoryPublishedTables();
  const ports: UndividedPorts = {
    clock,
    publications: new DynamoPublications(new MemoryTable().client, 'ledger'),
    publishedTables: published.through(OPEN),
    cwos: {
      async *listAll() {
        yield* some;
      },
    },
    trackedWeeks: { readTotals: async () => new Map() },
    pseudonyms: { list: async () => new Map() },
    recharges: { list: async () => [] },
    ...changes,
  };
  return { ports, published };
}

describe('what no week divides', () => {
  it('is published by id, with no address in it', async () => {
    const { ports, published } = world([listed('C2'), listed('C1', { endDate: '2026-12-31' })]);

    expect(await publishUndivided(ports)).toBe(2);

    const common = { projectId: 'P1', billable: true, startDate: '2026-01-05', pmEmployeeId: 'E9', aiRecharge: 'NONE' };
    expect(published.rows('cwo')).toEqual([
      { cwoId: 'C1', code: 'C1', name: 'Order C1', endDate: '2026-12-31', ...common },
      { cwoId: 'C2', code: 'C2', name: 'Order C2', endDate: null, ...common },
    ]);
    expect(published.rows('project')).toEqual([{ projectId: 'P1', name: 'Payments', clientId: 'CL1' }]);
    expect(published.rows('client')).toEqual([{ clientId: 'CL1', name: 'Bank' }]);
    expect(await ports.publications.list()).toMatchObject([
      { part: 'UNDIVIDED', isDirty: false, published: { rows: 2 } },
    ]);
  });

  it('has of a project and of a client what was seen last, whatever the CWO', async () => {
    const { ports, published } = world([
      listed('C1', { projectName: 'New', clientName: 'Bank plc', seenAt: '2026-11-25T06:00:00.000Z' }),
      listed('C2', { projectName: 'Old', seenAt: '2026-11-01T06:00:00.000Z' }),
      listed('C3', { projectId: 'P2', projectName: null, clientId: null, clientName: null }),
    ]);

    await publishUndivided(ports);

    expect(published.rows('project')).toEqual([{ projectId: 'P1', name: 'New', clientId: 'CL1' }]);
    expect(published.rows('client')).toEqual([{ clientId: 'CL1', name: 'Bank plc' }]);
  });

  it('names a PM who was erased by the name that stands for them', async () => {
    const { ports, published } = world([listed('C1')], {
      pseudonyms: { list: async () => new Map([['E9', 'person-1']]) },
    });

    await publishUndivided(ports);

    expect(published.rows('cwo')).toMatchObject([{ pmEmployeeId: 'person-1' }]);
  });

  it('says of a CWO whether its client pays for it this month', async () => {
    const decided = { cwoId: 'C1', version: 1, recharge: 'AT_COST', from: '2026-11', by: 'fin', at: 'T' } as const;
    const { ports, published } = world([listed('C1'), listed('C2')], { recharges: { list: async () => [decided] } });

    await publishUndivided(ports);

    expect(published.rows('cwo')).toMatchObject([{ aiRecharge: 'AT_COST' }, { aiRecharge: 'NONE' }]);
  });

  it('has what tracked CWOs used as a whole', async () => {
    const { total } = tracked([10n, 32n], 100n);
    const totals = new Map(total ? [['C1', total]] : []);
    const { ports, published } = world([listed('C1'), listed('C2')], {
      trackedWeeks: { readTotals: async () => totals },
    });

    await publishUndivided(ports);

    expect(published.rows('budgetTotal')).toMatchObject([{ cwoId: 'C1', actualTokens: total?.actual.tokens }]);
  });

  it.each(['cwo', 'project', 'client', 'budgetTotal'] as const)(
    'stays dirty where %s is not what was read',
    async (table) => {
      const { ports } = world([listed('C1')]);
      const replaceUndivided: typeof ports.publishedTables.replaceUndivided = async (rows) => {
        const written = await ports.publishedTables.replaceUndivided(rows);
        return written && { ...written, [table]: { ...written[table], rows: 7 } };
      };

      await expect(publishUndivided({ ...ports, publishedTables: { replaceUndivided } })).rejects.toThrow(
        PublicationDiffersError,
      );
      expect(await ports.publications.list()).toMatchObject([{ isDirty: true }]);
    },
  );

  it('is left to the next where others keep replacing it', async () => {
    const { ports } = world([listed('C1')]);

    expect(await publishUndivided({ ...ports, publishedTables: { replaceUndivided: async () => null } })).toBeNull();
    expect(await ports.publications.list()).toMatchObject([{ isDirty: true, version: 3 }]);
  });
});
