import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { DynamoBudgets } from '../../../../adapters/dynamodb/budgets/budgets.ts';
import { DynamoAlertOutbox } from '../../../../adapters/dynamodb/budgets/outbox.ts';
import { DynamoSuggestions } from '../../../../adapters/dynamodb/budgets/suggestions.ts';
import { sha256 } from '../../../../adapters/system/hash.ts';
import type { BudgetAlert } from '../../../../core/budgets/alert.ts';
import type { TrackedTotal } from '../../../../core/budgets/tracking.ts';
import { ZERO_AMOUNT } from '../../../../core/values/money.ts';
import { MemoryTable } from '../../../doubles/memory-table.ts';
import { TestClock } from '../../../doubles/test-clock.ts';
import { budgetAlert } from '../../../worlds/budget-alerts.ts';
import { suggestion } from '../../../worlds/suggestions.ts';

const ALERTS = ['C1', 'C2'].map((cwoId) => budgetAlert({ cwoId, actual: 2n ** 60n + 1n }));
const clock = new TestClock();
const TOTAL: TrackedTotal = {
  budget: { TOKENS: null, USD: null },
  actual: ZERO_AMOUNT,
  estimated: ZERO_AMOUNT,
  states: { TOKENS: {}, USD: {} },
  runId: null,
  createdAt: clock.now(),
  updatedAt: clock.now(),
  version: 1,
  weeksTracked: 0,
  newestWeek: null,
};

async function outboxOf(...alerts: readonly BudgetAlert[]) {
  const table = new MemoryTable();
  const budgets = new DynamoBudgets(table.client, 'budgets', sha256);
  for (const alert of alerts) {
    const before = { cwoId: alert.cwoId, weeks: [], total: null, decisions: [] };
    await budgets.write([{ before, weeks: [], total: TOTAL, decision: null, alerts: [alert] }]);
  }
  return { table, outbox: new DynamoAlertOutbox(table.client, 'budgets', sha256, clock) };
}

const sentOf = (alerts: readonly BudgetAlert[], sentAt = '2026-11-24T05:12:00.000Z') =>
  alerts.map((alert) => ({ alert, messageId: 'message', sentAt }));

describe('the outbox', () => {
  it('gives back exactly what the transaction of a row has put there', async () => {
    const { outbox } = await outboxOf(...ALERTS);

    const entries = await Array.fromAsync(outbox.listPending());

    const expected = ALERTS.map((alert) => ({ kind: 'ALERT', raisedAt: alert.raisedAt, alert }));
    expect(entries).toEqual(expect.arrayContaining(expected));
    expect(entries).toHaveLength(2);
  });

  it('holds what a suggestion asks until that is removed, be it once or again', async () => {
    const { table, outbox } = await outboxOf(...ALERTS);
    const { cwoId, suggestionId, createdAt } = suggestion();
    await new DynamoSuggestions(table.client, 'budgets', sha256).add(suggestion());
    const question = { kind: 'SUGGESTION', raisedAt: createdAt, cwoId, suggestionId } as const;
    expect(await Array.fromAsync(outbox.listPending())).toContainEqual(question);

    await outbox.removeQuestion(question);
    await outbox.removeQuestion(question);

    const left = await Array.fromAsync(outbox.listPending());
    expect(left.map(({ kind }) => kind)).toEqual(['ALERT', 'ALERT']);
  });

  it('lists as sent, in its week, what was marked, and no more as pending', async () => {
    const { table, outbox } = await outboxOf(...ALERTS);
    const [first, second] = ALERTS as [BudgetAlert, BudgetAlert];

    await outbox.markSent(sentOf([first], '2026-11-29T23:59:59.000Z'));
    await outbox.markSent(sentOf([second], '2026-11-30T00:00:00.000Z'));

    expect(await Array.fromAsync(outbox.listPending())).toEqual([]);
    expect(await Array.fromAsync(outbox.listSent('2026-11-23'))).toEqual(sentOf([first], '2026-11-29T23:59:59.000Z'));
    expect(await Array.fromAsync(outbox.listSent('2026-11-30'))).toEqual(sentOf([second], '2026-11-30T00:00:00.000Z'));
    expect(table.partition('SENT#2026-11-23')).toMatchObject([
      { sk: first.alertId, state: 'SENT', cwoId: 'C1', messageId: 'message' },
    ]);
  });

  it('takes a mark that is set again', async () => {
    const { table, outbox } = await outboxOf(...ALERTS);
    await outbox.markSent(sentOf(ALERTS));
    const once = table.items();

    await outbox.markSent(sentOf(ALERTS));

    expect(table.items()).toEqual(once);
  });

  it.each([
    ['Throttled', 'ThrottlingError', 4],
    ['refused for good', 'ValidationError', 1],
  ])('says that nothing was marked where the table %s', async (_, Code, tries) => {
    let sent = 0;
    const client = {
      send: async () => {
        sent += 1;
        throw new TransactionCanceledException({ message: '', $metadata: {}, CancellationReasons: [{ Code }] });
      },
    };
    const outbox = new DynamoAlertOutbox(client as never, 'budgets', sha256, clock);

    await expect(outbox.markSent(sentOf(ALERTS))).rejects.toThrow('2 alerts were told and could not be marked');
    expect(sent).toBe(tries);
  });
});
