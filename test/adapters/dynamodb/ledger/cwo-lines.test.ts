import { beforeEach, describe, expect, it } from 'vitest';
import { DynamoCwoLines } from '../../../../adapters/dynamodb/ledger/cwo-lines.ts';
import { sha256 } from '../../../../adapters/system/hash.ts';
import type { CwoLine } from '../../../../core/budgets/week-sum.ts';
import { MemoryTable } from '../../../doubles/memory-table.ts';
import { headItem, keys } from '../../../worlds/commits.ts';
import { MONDAY } from '../../../worlds/rule-weeks.ts';

let table: MemoryTable;

beforeEach(() => {
  table = new MemoryTable();
});

async function read(cwoId: string, monday = MONDAY): Promise<CwoLine[]> {
  const lines: CwoLine[] = [];
  for await (const line of new DynamoCwoLines(table.client, 'ledger', sha256).read(cwoId, monday)) lines.push(line);
  return lines;
}

function putLine(cwoId: string, employeeId: string, changes: object = {}, monday = MONDAY): void {
  table.put({
    ...keys.line(cwoId, employeeId, monday),
    id: `${monday}#${employeeId}#${cwoId}`,
    allocatedTokens: 900n,
    allocatedCostUsd: '45.0000',
    allocationBasis: 'ACTUAL',
    role: 'Engineer',
    ...changes,
  });
}

function putPointer(cwoId: string, employeeId: string): void {
  table.put({ ...keys.line(cwoId, employeeId, MONDAY), headVersion: 1, pointer: true });
}

describe('the lines of a CWO in a week', () => {
  it('are those of that week and CWO alone, exact', async () => {
    putLine('C1', 'E1', { allocatedTokens: 2n ** 62n, allocatedCostUsd: '-0.0001' });
    putLine('C1', 'E2', { allocatedTokens: 7, allocationBasis: 'ESTIMATED', role: null });
    putLine('C1', 'E1', {}, '2026-01-05');
    putLine('C10', 'E1');

    expect(await read('C1')).toEqual([
      { tokens: 2n ** 62n, costUsd4: -1n, basis: 'ACTUAL', role: 'Engineer' },
      { tokens: 7n, costUsd4: 450_000n, basis: 'ESTIMATED', role: null },
    ]);
  });

  it('are none where there are none', async () => {
    expect(await read('C1')).toEqual([]);
  });

  it('of large employee-weeks are read in their heads', async () => {
    table.put({ ...headItem('E1', ['C1', 'C2']) });
    putPointer('C2', 'E1');
    putLine('C2', 'E2');

    const lines = await read('C2');

    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({ tokens: 900n, costUsd4: 450_000n });
  });

  it('are not those of pointers that a head does not list, or that have no head', async () => {
    table.put({ ...headItem('E1', ['C1']) });
    putPointer('C2', 'E1');
    putPointer('C2', 'E2');

    expect(await read('C2')).toEqual([]);
  });

  it('that cost no amount are an error, and not nothing', async () => {
    putLine('C1', 'E1', { allocatedCostUsd: 'much' });

    await expect(read('C1')).rejects.toThrow(`line ${MONDAY}#E1#C1 costs much, which is no amount`);
  });
});
