import { beforeEach, describe, expect, it } from 'vitest';
import type { HeadItem } from '../../../../adapters/dynamodb/ledger/items.ts';
import { DynamoLedger } from '../../../../adapters/dynamodb/ledger/ledger.ts';
import { sha256 } from '../../../../adapters/system/hash.ts';
import type { Commit } from '../../../../core/ledger/ledger.ts';
import { MemoryTable } from '../../../doubles/memory-table.ts';
import { TestClock } from '../../../doubles/test-clock.ts';
import { confirm, keys, revise, targets } from '../../../worlds/commits.ts';
import { MONDAY } from '../../../worlds/rule-weeks.ts';

/** A step that is repeated after it died in the middle of a commit that takes many transactions. */

const MANY = targets(120);
const FEW = targets(2);
/** The one that decides, and a deletion for each line that did not fit into it. */
const TRANSACTIONS = 1 + MANY.length - FEW.length;

let table: MemoryTable;

beforeEach(async () => {
  table = new MemoryTable();
  await commit(revise('E1', MANY));
});

/** @param written transactions after which the step dies */
async function commit(one: Commit, written = Number.POSITIVE_INFINITY): Promise<string | undefined> {
  let left = written;
  table.afterWrite = () => {
    left -= 1;
    if (left === 0) throw new Error('died');
  };
  const ledger = new DynamoLedger(table.client, 'ledger', { clock: new TestClock(), sha256 });
  return (await ledger.commit(MONDAY, [one])).get(one.employeeId);
}

function head(): HeadItem {
  return table.find(keys.head('E1', MONDAY)) as unknown as HeadItem;
}

/** Targets that have a line, ascending. */
function lines(): string[] {
  return table.items().flatMap(({ pk }) => (pk.startsWith('CWO#') ? [pk.slice('CWO#'.length)] : []));
}

describe('a commit that died', () => {
  it.each([1, 2, 60, TRANSACTIONS])(
    'after %d transactions is finished by the next try, and counts once',
    async (count) => {
      const shrinking = revise('E1', FEW, head());
      await expect(commit(shrinking, count)).rejects.toThrow('died');
      expect(lines()).toHaveLength(MANY.length - (count - 1));

      expect(await commit(shrinking)).toBe('COMMITTED');

      expect(lines()).toEqual(FEW);
      expect(head().headVersion).toBe(2);
      expect(table.partition(`EW#E1#${MONDAY}`)).toHaveLength(1);
    },
  );

  it('before its head lists them leaves pointers alone, and the next try commits', async () => {
    const growing = revise('E1', targets(150), head());
    await expect(commit(growing, 1)).rejects.toThrow('died');
    expect(head().headVersion).toBe(1);

    expect(await commit(growing)).toBe('COMMITTED');

    expect(lines()).toEqual(targets(150).toSorted());
  });

  it('and was followed by another is not finished: that one has read what it left, and says what stands', async () => {
    const shrinking = revise('E1', FEW, head());
    await expect(commit(shrinking, 1)).rejects.toThrow('died');
    await commit(revise('E1', targets(3), head()));
    const before = table.items();

    expect(await commit(shrinking)).toBe('CONTENDED');

    expect(table.items()).toEqual(before);
    expect(lines()).toEqual(expect.arrayContaining(targets(3)));
  });

  it('as a confirmation is written once, whatever is repeated', async () => {
    const again = confirm('E1', head());
    await expect(commit(again, 1)).rejects.toThrow('died');

    expect(await commit(again)).toBe('COMMITTED');
    expect(head().headVersion).toBe(2);
  });
});

describe('a pointer that a loser of the same version has left', () => {
  it('goes with the line in whose place it was put', async () => {
    table.put({ ...keys.line('C05', 'E1', MONDAY), headVersion: 2, pointer: true });

    expect(await commit(revise('E1', FEW, head()))).toBe('COMMITTED');

    expect(lines()).toEqual(FEW);
  });
});
