import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { DynamoBudgets } from '../../../../adapters/dynamodb/budgets/budgets.ts';
import { toDecisionItem } from '../../../../adapters/dynamodb/budgets/items.ts';
import { Keys } from '../../../../adapters/dynamodb/keys.ts';
import { DynamoCwoLines } from '../../../../adapters/dynamodb/ledger/cwo-lines.ts';
import { PAGE_ITEMS } from '../../../../adapters/dynamodb/query-partition.ts';
import { sha256 } from '../../../../adapters/system/hash.ts';
import type { BudgetChange } from '../../../../core/budgets/refresh.ts';
import { type TrackingPorts, trackWeek } from '../../../../core/budgets/track-week.ts';
import { TRACKING_BATCH_SIZE } from '../../../../functions/names.ts';
import { decided, NOW, THRESHOLDS } from '../../../core/budgets/budget-rows.ts';
import { MemoryTable } from '../../../doubles/memory-table.ts';
import { TestClock } from '../../../doubles/test-clock.ts';

/** Calls and what is held, counted: neither depends on how fast the machine is. */

const MONDAY = '2026-11-16';
const RUN = { runId: 'R1', mondayDate: MONDAY };
const keys = new Keys(sha256);

let rows: MemoryTable;
let ledger: MemoryTable;
/** Calls to the table of budgets by command, and queries of lines. */
let calls: Record<string, number>;
/** Lines that were answered and not yet summed, now and at most. */
let held: { now: number; most: number };
/** The most changes that were written together. */
let changesMost: number;
/** The text of the largest change. */
let largestChange: number;

beforeEach(() => {
  rows = new MemoryTable();
  ledger = new MemoryTable();
  calls = {};
  held = { now: 0, most: 0 };
  changesMost = 0;
  largestChange = 0;
});

function counted(table: MemoryTable, prefix = '', seen: (items: number) => void = () => {}): DynamoDBDocumentClient {
  return {
    // biome-ignore lint/suspicious/noExplicitAny: a request of the SDK
    async send(command: any) {
      const name = `${prefix}${command.constructor.name}`;
      calls[name] = (calls[name] ?? 0) + 1;
      const answer = (await table.send(command)) as { Items?: object[] };
      seen(answer.Items?.length ?? 0);
      return answer;
    },
  } as unknown as DynamoDBDocumentClient;
}

function ports(): TrackingPorts {
  const hold = (count: number) => {
    held.now += count;
    held.most = Math.max(held.most, held.now);
  };
  const lines = new DynamoCwoLines(counted(ledger, 'lines ', hold), 'ledger', sha256);
  const budgets = new DynamoBudgets(counted(rows), 'budgets', sha256);
  return {
    lines: {
      async *read(cwoId, mondayDate) {
        for await (const line of lines.read(cwoId, mondayDate)) {
          held.now -= 1;
          yield line;
        }
      },
    },
    budgets: {
      read: (cwoId) => budgets.read(cwoId),
      write: (changes) => {
        noteChanges(changes);
        return budgets.write(changes);
      },
    },
    clock: new TestClock(NOW),
    sha256,
    settings: { thresholds: THRESHOLDS, timeZone: 'UTC' },
  };
}

function noteChanges(changes: readonly BudgetChange[]): void {
  changesMost = Math.max(changesMost, changes.length);
  const textOf = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
  for (const change of changes) largestChange = Math.max(largestChange, JSON.stringify(change, textOf).length);
}

function putLines(cwoId: string, employees: number): void {
  for (let employee = 0; employee < employees; employee += 1) {
    ledger.put({
      ...keys.line(cwoId, `E${employee}`, MONDAY),
      id: `${cwoId} ${employee}`,
      allocatedTokens: 1_000n,
      allocatedCostUsd: '1.0000',
      allocationBasis: 'ACTUAL',
      role: `Role ${employee % 4}`,
    });
  }
}

describe('a CWO with 5,000 employees in a week', () => {
  it('is summed as its lines come: of them no more is held than two pages, and of its change no more than of a small one', async () => {
    putLines('C1', 12);
    await trackWeek(RUN, ['C1'], ports());
    const small = largestChange;
    putLines('C2', 5_000);
    largestChange = 0;

    await trackWeek(RUN, ['C2'], ports());

    expect(rows.find({ pk: 'CWO#C2', sk: `WEEK#${MONDAY}` })).toMatchObject({
      employees: 5_000,
      actualTokens: 5_000_000n,
      actualUsd: '5000.0000',
    });
    expect(held.now).toBe(0);
    expect(held.most).toBeLessThanOrEqual(2 * PAGE_ITEMS);
    expect(largestChange).toBeLessThan(small + 50);
    expect(calls).toEqual({ QueryCommand: 2, TransactWriteCommand: 2, 'lines QueryCommand': 1 + 17 });
  });
});

describe('20,000 CWOs in one run', () => {
  const CWOS = 20_000;

  it('take at most 1.25 calls each beyond the query of their lines, though each crosses four thresholds, and no more is held than a batch', async () => {
    const decision = decided({ tokensPerWeek: 2_000n, tokensTotal: 2_000n, usd4PerWeek: 20_000n, usd4Total: 20_000n });
    const cwoIds = Array.from({ length: CWOS }, (_, index) => `C${index}`);
    for (const cwoId of cwoIds) {
      rows.put({ ...toDecisionItem(cwoId, decision) });
      putLines(cwoId, 2);
    }

    const tracking = ports();
    for (let start = 0; start < CWOS; start += TRACKING_BATCH_SIZE) {
      await trackWeek(RUN, cwoIds.slice(start, start + TRACKING_BATCH_SIZE), tracking);
    }

    const { QueryCommand = 0, TransactWriteCommand = 0, ...others } = calls;
    expect(others).toEqual({ 'lines QueryCommand': CWOS });
    expect((QueryCommand + TransactWriteCommand) / CWOS).toBeLessThanOrEqual(1.25);
    expect(rows.partition(`WEEK#${MONDAY}`)).toHaveLength(CWOS);
    expect(rows.partition('OUTBOX')).toHaveLength(4 * CWOS);
    expect(changesMost).toBe(TRACKING_BATCH_SIZE);
    expect(held.most).toBeLessThanOrEqual(2 * TRACKING_BATCH_SIZE);
  });
});
