import type { BudgetAlert } from '../../../core/budgets/alert.ts';
import type { BudgetDecision } from '../../../core/budgets/decision.ts';
import type { BudgetChange } from '../../../core/budgets/refresh.ts';
import { encodeJson } from '../../../core/values/codec.ts';
import { formatUsd4 } from '../../../core/values/money.ts';
import type { Key } from '../keys.ts';
import type { Action } from '../transact.ts';
import { toDecisionItem, toTotalItem, toWeekItem } from './items.ts';
import { outboxKey, trackedKey } from './keys.ts';

export interface BudgetTables {
  readonly budgets: string;
  readonly cwos: string;
}

/** The writes of a change, each row on the version that was read: one transaction, which decides. */
export function changeActions(
  { before, weeks, total, decision, alerts }: BudgetChange,
  tables: BudgetTables,
): Action[] {
  const { cwoId } = before;
  const known = new Set(before.weeks.map(({ mondayDate }) => mondayDate));
  const fresh = weeks.filter(({ mondayDate }) => !known.has(mondayDate));
  return [
    put(tables, toTotalItem(cwoId, total), total.version - 1),
    ...weeks.map((week) => put(tables, toWeekItem(cwoId, week), week.version - 1)),
    ...fresh.map(({ mondayDate }) => put(tables, trackedKey(mondayDate, cwoId))),
    ...alerts.map((alert) => put(tables, outboxItem(alert))),
    ...(decision ? decisionActions(cwoId, decision, tables) : []),
  ];
}

/** @param version of the row it rests on, 0 where there was none; without it whatever is there is replaced */
function put({ budgets }: BudgetTables, Item: Key & object, version?: number): Action {
  return { Put: { TableName: budgets, Item, ...(version !== undefined && onVersion(version)) } };
}

function onVersion(version: number) {
  if (version === 0) return { ConditionExpression: 'attribute_not_exists(pk)' };
  return {
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':version': version },
  };
}

/** The decision, and what it leaves in the table `Cwo`, which knows the CWO. */
function decisionActions(cwoId: string, decision: BudgetDecision, tables: BudgetTables): Action[] {
  const { tokensPerWeek, tokensTotal, usd4PerWeek, usd4Total } = decision.figures;
  return [
    put(tables, toDecisionItem(cwoId, decision), 0),
    {
      Update: {
        TableName: tables.cwos,
        Key: { cwoId },
        UpdateExpression:
          'SET tokenBudgetPerWeek = :tokensPerWeek, tokenBudgetTotal = :tokensTotal, usdBudgetPerWeek = :usdPerWeek, usdBudgetTotal = :usdTotal',
        ConditionExpression: 'attribute_exists(cwoId)',
        ExpressionAttributeValues: {
          ':tokensPerWeek': tokensPerWeek,
          ':tokensTotal': tokensTotal,
          ':usdPerWeek': textOf(usd4PerWeek),
          ':usdTotal': textOf(usd4Total),
        },
      },
    },
  ];
}

function textOf(usd4: bigint | null): string | null {
  return usd4 === null ? null : formatUsd4(usd4);
}

function outboxItem(alert: BudgetAlert): Key & Readonly<Record<string, string>> {
  const { alertId, cwoId, raisedAt } = alert;
  return { ...outboxKey(alertId), cwoId, raisedAt, alert: encodeJson(alert) };
}
