import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { DynamoBudgets } from '../../../../adapters/dynamodb/budgets/budgets.ts';
import { DynamoDecisions } from '../../../../adapters/dynamodb/budgets/decisions.ts';
import { DynamoTrackedWeeks } from '../../../../adapters/dynamodb/budgets/tracked-weeks.ts';
import { sha256 } from '../../../../adapters/system/hash.ts';
import type { BudgetDecision } from '../../../../core/budgets/decision.ts';
import { type BudgetChange, refreshBudget } from '../../../../core/budgets/refresh.ts';
import type { CwoBudget } from '../../../../core/budgets/tracking.ts';
import { decodeJson } from '../../../../core/values/codec.ts';
import { afterChange, CONTEXT, decided, emptyBudget } from '../../../core/budgets/budget-rows.ts';
import { type Item, MemoryTable } from '../../../doubles/memory-table.ts';
import { TestClock } from '../../../doubles/test-clock.ts';

const MONDAY = '2026-11-16';
const TABLES = { budgets: 'budgets', cwos: 'cwos' };

let table: MemoryTable;
let budgets: DynamoBudgets;
let decisions: DynamoDecisions;
/** The actions of each transaction that was asked for. */
let transactions: number[];
/** Called with each transaction before it is made; what it throws is the answer. */
let meet: (cwoIds: readonly unknown[]) => void;

beforeEach(() => {
  table = new MemoryTable();
  transactions = [];
  meet = () => {};
  const client = {
    // biome-ignore lint/suspicious/noExplicitAny: a request of the SDK
    async send(command: any) {
      if (command.constructor.name === 'TransactWriteCommand') {
        transactions.push(command.input.TransactItems.length);
        meet(command.input.TransactItems.map(({ Put }: { Put?: { Item: { cwoId: string } } }) => Put?.Item.cwoId));
      }
      return table.send(command);
    },
  } as unknown as DynamoDBDocumentClient;
  budgets = new DynamoBudgets(client, TABLES.budgets, sha256);
  decisions = new DynamoDecisions(client, TABLES, sha256);
});

function change(before: CwoBudget, tokens: bigint, { monday = MONDAY, decision = null as BudgetDecision | null } = {}) {
  const amount = { tokens, costUsd4: tokens };
  const sum = { actual: amount, estimated: amount, employees: 1, roles: [] };
  return refreshBudget(before, { sums: new Map([[monday, sum]]), decision }, CONTEXT);
}

/** First changes of so many CWOs, each of three actions. */
function changes(count: number): BudgetChange[] {
  return Array.from({ length: count }, (_, index) => change(emptyBudget(`C${String(index).padStart(3, '0')}`), 5n));
}

describe('rows', () => {
  it('are read as they were written, to the last digit', async () => {
    table.put({ cwoId: 'C1' });
    const figures = { tokensPerWeek: 2n ** 63n - 1n, usd4Total: 10n ** 18n - 1n };
    const decision = decided(figures, { note: 'all that fits', suggestionId: 'S1' });
    const first = change(emptyBudget(), 2n ** 62n + 1n, { decision });

    expect(await decisions.write(first)).toBe(true);

    expect(await budgets.read('C1')).toEqual(afterChange(first));
  });

  it('are read back whatever the figures', async () => {
    const tokens = fc.bigInt(-(2n ** 63n), 2n ** 70n);
    await fc.assert(
      fc.asyncProperty(tokens, tokens, async (one, other) => {
        table = new MemoryTable();
        const first = change(emptyBudget(), one, { monday: '2026-11-09' });
        const second = change(afterChange(first), other);
        await budgets.write([first]);
        await budgets.write([second]);

        expect(await budgets.read('C1')).toEqual(afterChange(second));
      }),
    );
  });

  it('are none at first', async () => {
    expect(await budgets.read('C1')).toEqual(emptyBudget());
  });

  it('come whole from as many pages as it takes, and no other CWO lends its own', async () => {
    for (let week = 0; week < 700; week += 1) {
      const item = { ...change(emptyBudget(), 1n).weeks[0], states: {}, budgetTokens: null, budgetUsd4: null };
      const sums = { actualTokens: 1n, actualUsd4: 1n, estimatedTokens: 0n, estimatedUsd4: 0n };
      table.put({ pk: 'CWO#C1', sk: `WEEK#${String(week).padStart(4, '0')}`, ...item, ...sums });
    }
    await budgets.write([change(emptyBudget('C10'), 5n)]);

    expect((await budgets.read('C1')).weeks).toHaveLength(700);
    expect((await budgets.read('C10')).weeks).toHaveLength(1);
  });

  it('tell their readers percentages and money as text, beside the integers they are read from', async () => {
    table.put({ cwoId: 'C1' });
    await decisions.write(change(emptyBudget(), 18_750n, { decision: decided({ tokensPerWeek: 30_000n }) }));

    expect(table.find({ pk: 'CWO#C1', sk: `WEEK#${MONDAY}` })).toMatchObject({
      budgetTokens: 30_000n,
      actualTokens: 18_750n,
      utilizationPct: '62.50',
      budgetUsd: null,
      actualUsd: '1.8750',
      provisionalPct: '100.00',
    });
  });
});

describe('a read that meets half of a transaction', () => {
  /** Answers each query with the items that the table held before, but for TOTAL; so many times. */
  function tearing(times: number, before: readonly Item[]): DynamoBudgets {
    let left = times;
    const client = {
      // biome-ignore lint/suspicious/noExplicitAny: a request of the SDK
      async send(command: any) {
        const answer = (await table.send(command)) as { Items: Item[] };
        if (left === 0) return answer;
        left -= 1;
        return { Items: [...before.filter(({ sk }) => sk !== 'TOTAL'), table.find({ pk: 'CWO#C1', sk: 'TOTAL' })] };
      },
    } as unknown as DynamoDBDocumentClient;
    return new DynamoBudgets(client, TABLES.budgets, sha256);
  }

  async function writeTwice(decision: BudgetDecision | null) {
    table.put({ cwoId: 'C1' });
    const first = change(emptyBudget(), 5n, { monday: '2026-11-09' });
    await decisions.write(first);
    const before = table.partition('CWO#C1');
    const second = change(afterChange(first), 7n, { monday: decision ? '2026-11-09' : MONDAY, decision });
    await decisions.write(second);
    return { before, after: afterChange(second) };
  }

  it.each([
    ['a week row', null],
    ['a decision', decided({ tokensTotal: 7n })],
  ])('(TOTAL is newer than %s) is no read: the next one counts', async (_, decision) => {
    const { before, after } = await writeTwice(decision);

    expect(await tearing(2, before).read('C1')).toEqual(after);
  });

  it('again and again is an error', async () => {
    const { before } = await writeTwice(null);

    await expect(tearing(5, before).read('C1')).rejects.toThrow(
      'the rows of C1 changed each of 5 times they were read',
    );
  });
});

describe('of two writers who read the same', () => {
  it('the second loses, whatever it has summed, and wins on a fresh read', async () => {
    const [a, b] = [change(emptyBudget(), 5n), change(emptyBudget(), 6n)];

    expect(await budgets.write([a])).toEqual([]);
    expect(await budgets.write([b])).toEqual([{ change: b, failure: null }]);
    expect(await budgets.read('C1')).toEqual(afterChange(a));

    expect(await budgets.write([change(await budgets.read('C1'), 6n)])).toEqual([]);
  });

  it('of different weeks the second loses too, as its TOTAL would miss the other', async () => {
    const [a, b] = [change(emptyBudget(), 5n), change(emptyBudget(), 6n, { monday: '2026-11-09' })];
    await budgets.write([a]);

    expect(await budgets.write([b])).toEqual([{ change: b, failure: null }]);
    expect(table.partition('WEEK#2026-11-09')).toEqual([]);
  });

  it('only one decides', async () => {
    table.put({ cwoId: 'C1' });
    const [a, b] = ['E8', 'E9'].map((decidedBy) =>
      change(emptyBudget(), 5n, { decision: decided({ tokensTotal: 7n }, { decidedBy }) }),
    ) as [BudgetChange, BudgetChange];

    expect([await decisions.write(a), await decisions.write(b)]).toEqual([true, false]);
    expect((await budgets.read('C1')).decisions).toEqual([a.decision]);
  });
});

describe('alerts', () => {
  it('lie in the outbox by the transaction that raised them, with all they tell', async () => {
    table.put({ cwoId: 'C1' });
    const raised = change(emptyBudget(), 21_000n, { decision: decided({ tokensPerWeek: 30_000n }) });
    await decisions.write(raised);

    const [alert] = raised.alerts;
    expect(table.partition('OUTBOX')).toEqual([
      expect.objectContaining({ sk: alert?.alertId, cwoId: 'C1', raisedAt: CONTEXT.now, alert: expect.any(String) }),
    ]);
    expect(decodeJson(String(table.partition('OUTBOX')[0]?.alert))).toEqual(alert);
  });

  it('are not there where the rows lost', async () => {
    table.put({ cwoId: 'C1' });
    await budgets.write([change(emptyBudget(), 5n)]);

    await decisions.write(change(emptyBudget(), 21_000n, { decision: decided({ tokensPerWeek: 30_000n }) }));

    expect(table.partition('OUTBOX')).toEqual([]);
  });
});

describe('a decision', () => {
  it('leaves its figures in the table Cwo, which keeps all else', async () => {
    table.put({ cwoId: 'C1', name: 'Portal' });

    await decisions.write(
      change(emptyBudget(), 5n, { decision: decided({ tokensPerWeek: 30_000n, usd4Total: 3_000_000n }) }),
    );

    expect(table.find({ cwoId: 'C1' })).toMatchObject({
      name: 'Portal',
      tokenBudgetPerWeek: 30_000n,
      tokenBudgetTotal: null,
      usdBudgetPerWeek: null,
      usdBudgetTotal: '300.0000',
    });
  });

  it('on a CWO that is not known writes nothing at all', async () => {
    expect(await decisions.write(change(emptyBudget(), 5n, { decision: decided({ tokensTotal: 7n }) }))).toBe(false);
    expect(table.items()).toEqual([]);
  });

  it('that the table refuses is an error', async () => {
    meet = () => {
      throw Object.assign(new Error('no'), { name: 'ValidationException' });
    };

    await expect(decisions.write(change(emptyBudget(), 5n))).rejects.toMatchObject({ name: 'BudgetRefusedError' });
  });
});

describe('many changes', () => {
  it('share transactions of at most 100 actions', async () => {
    expect(await budgets.write(changes(70))).toEqual([]);

    expect(transactions).toEqual([99, 99, 12]);
  });

  it('are none in no transaction', async () => {
    expect(await budgets.write([])).toEqual([]);
    expect(transactions).toEqual([]);
  });

  it('are written one by one where one of them lost, so that it alone is lost', async () => {
    await budgets.write([change(emptyBudget('C001'), 9n)]);
    const all = changes(3);

    expect(await budgets.write(all)).toEqual([{ change: all[1], failure: null }]);
    expect(transactions).toEqual([3, 9, 3, 3, 3]);
    expect(table.partition(`WEEK#${MONDAY}`).map(({ sk }) => sk)).toEqual(['C000', 'C001', 'C002']);
  });

  it('are written, whatever the table refuses among them', async () => {
    const all = changes(70);
    meet = (cwoIds) => {
      if (!cwoIds.includes('C001')) return;
      const CancellationReasons = cwoIds.map(() => ({ Code: 'ItemCollectionSizeLimitExceeded' }));
      throw new TransactionCanceledException({ message: 'no', $metadata: {}, CancellationReasons });
    };

    const unwritten = await budgets.write(all);

    const refused = expect.objectContaining({ name: 'BudgetRefusedError', message: 'the table takes no rows of C001' });
    expect(unwritten).toEqual([{ change: all[1], failure: refused }]);
    expect(table.partition(`WEEK#${MONDAY}`)).toHaveLength(69);
  });

  it('of the other transactions are written where one is not answered', async () => {
    const all = changes(70);
    const failure = new Error('the line is dead');
    meet = (cwoIds) => {
      if (cwoIds.includes('C001')) throw failure;
    };

    const unwritten = await budgets.write(all);

    expect(unwritten).toEqual(all.slice(0, 33).map((one) => ({ change: one, failure })));
    expect(table.partition(`WEEK#${MONDAY}`)).toHaveLength(37);
  });
});

describe('the weeks', () => {
  it('list their CWOs, and what is tracked of them beside TOTAL', async () => {
    const weeks = new DynamoTrackedWeeks(table.client, TABLES.budgets, new TestClock());
    const first = change(emptyBudget('C2'), 5n, { monday: '2026-11-09' });
    await budgets.write([first, change(emptyBudget('C1'), 7n)]);
    await budgets.write([change(afterChange(first), 6n)]);

    const listed: string[] = [];
    for await (const cwoId of weeks.listCwos(MONDAY)) listed.push(cwoId);

    expect(listed).toEqual(['C1', 'C2']);
    expect(await weeks.readWeek(MONDAY)).toMatchObject([
      { cwoId: 'C1', week: { actual: { tokens: 7n } }, total: { actual: { tokens: 7n } } },
      { cwoId: 'C2', week: { actual: { tokens: 6n } }, total: { actual: { tokens: 11n } } },
    ]);
    expect(await weeks.readWeek('2026-11-02')).toEqual([]);
  });
});
