import { beforeEach, describe, expect, it } from 'vitest';
import type { HeadItem } from '../../../../adapters/dynamodb/ledger/items.ts';
import { DynamoLedger } from '../../../../adapters/dynamodb/ledger/ledger.ts';
import { DynamoLedgerReader } from '../../../../adapters/dynamodb/ledger/ledger-reader.ts';
import { StoredWeek } from '../../../../adapters/dynamodb/ledger/stored-week.ts';
import { sha256 } from '../../../../adapters/system/hash.ts';
import { findFaults } from '../../../../core/audit/verify.ts';
import { type Item, MemoryTable } from '../../../doubles/memory-table.ts';
import { TestClock } from '../../../doubles/test-clock.ts';
import { revise, targets } from '../../../worlds/commits.ts';
import { MONDAY } from '../../../worlds/rule-weeks.ts';

/** A table that was restored to an earlier time, whole or in part. */

let table: MemoryTable;
let ledger: DynamoLedger;

beforeEach(() => {
  table = new MemoryTable();
  ledger = new DynamoLedger(table.client, 'ledger', { clock: new TestClock(), sha256 });
});

function head(): HeadItem | undefined {
  return table.items().find(({ pk }) => pk.startsWith('WEEK#')) as HeadItem | undefined;
}

async function commit(...targets: string[]): Promise<string | undefined> {
  const results = await ledger.commit(MONDAY, [revise('E1', targets, head())]);
  return results.get('E1');
}

/** Puts back what was there, or the heads of it, and leaves what came later unless it is all. */
function restore(items: readonly Item[], part: 'ALL' | 'WRITTEN_BACK' | 'HEADS'): void {
  if (part === 'ALL') for (const item of table.items()) table.delete(item);
  for (const item of items) if (part !== 'HEADS' || item.pk.startsWith('WEEK#')) table.put(item);
}

async function revisions(): Promise<number[]> {
  const records = await new DynamoLedgerReader(table.client, 'ledger', sha256).readRevisions('E1', MONDAY);
  return records.map(({ revision }) => revision.revision);
}

async function faults(): Promise<string[]> {
  const [employeeWeek] = await Array.fromAsync(new StoredWeek(table.client, 'ledger', MONDAY, sha256).employeeWeeks());
  const found = employeeWeek ? await findFaults(employeeWeek, async () => null) : [];
  return found.filter((fault) => !fault.includes('evidence'));
}

describe('a table restored whole', () => {
  it('goes on as if nothing had come after', async () => {
    await commit('C1');
    const then = table.items();
    await commit('C2');
    await commit('C3');

    restore(then, 'ALL');

    expect([await commit('C4'), await commit('C5')]).toEqual(['COMMITTED', 'COMMITTED']);
    expect(await revisions()).toEqual([1, 2, 3]);
    expect(await faults()).toEqual([]);
  });
});

describe.each(['WRITTEN_BACK', 'HEADS'] as const)('a table into which items were copied back (%s)', (part) => {
  const FAULT = 'REV#000002 lies beyond the current revision: left behind by a restore';

  beforeEach(async () => {
    await commit('C1');
    const then = table.items();
    await commit('C2');
    await commit('C3');
    restore(then, part);
  });

  it('shows no revision after the current one, and verifying names them', async () => {
    expect(await revisions()).toEqual([1]);
    expect(await faults()).toEqual([FAULT]);
  });

  it('is told of the same once a commit has brought the head to the version of what was left behind', async () => {
    await commit('C4');
    expect(head()?.headVersion).toBe(table.find({ pk: `EW#E1#${MONDAY}`, sk: 'REV#000002' })?.headVersion);

    expect(await revisions()).toEqual([1, 2]);
    expect(await faults()).toEqual([FAULT]);
  });

  it('keeps the revision that is there already, byte for byte', async () => {
    const before = table.partition(`EW#E1#${MONDAY}`);
    expect(await commit('C4')).toBe('COMMITTED');
    expect(table.partition(`EW#E1#${MONDAY}`)).toEqual(before);
  });

  it('never loses a later revision to a new one, and changes nothing instead', async () => {
    await commit('C4');
    const before = table.items();

    expect(await commit('C5')).toBe('REVISION_TAKEN');
    expect(table.items()).toEqual(before);
  });

  it('goes on once the later revisions are deleted', async () => {
    await commit('C4');
    table.delete({ pk: `EW#E1#${MONDAY}`, sk: 'REV#000002' });

    expect(await commit('C5')).toBe('COMMITTED');
    expect(await revisions()).toEqual([1, 2, 3]);
    expect(await faults()).toEqual([]);
  });
});

describe('lines of a large employee-week that were left behind', () => {
  it('fail it by name, as no later try puts a pointer in the place of what is newer', async () => {
    await commit('C1');
    const then = table.items();
    await commit('C00', 'C2');
    await commit('C00', 'C3');
    restore(then, 'HEADS');

    const before = table.items();
    expect(await commit(...targets(60))).toBe('REVISION_TAKEN');
    expect(table.find(head() as HeadItem)?.headVersion).toBe(1);
    expect(table.items().filter(({ pointer }) => pointer)).toEqual([]);
    expect(table.items()).toEqual(before);
  });
});
