import type { BudgetChange } from '../../../core/budgets/refresh.ts';
import type { Key } from '../keys.ts';
import type { Action } from '../transact.ts';
import { toTotalItem, toWeekItem } from './items.ts';
import { trackedKey } from './keys.ts';
import { toOutboxItem } from './outbox-items.ts';

/** The rows of a change, each on the version that was read, and what is to be told of them. */
export function changeActions(change: BudgetChange, table: string): Action[] {
  const { before, weeks, total, decision, alerts } = change;
  const { cwoId } = before;
  const known = new Set(before.weeks.map(({ mondayDate }) => mondayDate));
  const fresh = weeks.filter(({ mondayDate }) => !known.has(mondayDate));
  const written = new Set(weeks.map(({ mondayDate }) => mondayDate));
  const left = before.weeks.filter(({ mondayDate }) => !written.has(mondayDate));
  const beside = [...left, ...weeks, ...before.decisions, ...(decision ? [decision] : [])];
  return [
    putOn(total.version - 1, table, toTotalItem(cwoId, total, beside)),
    ...weeks.map((week) => putOn(week.version - 1, table, toWeekItem(cwoId, week))),
    ...fresh.map(({ mondayDate }) => put(table, trackedKey(mondayDate, cwoId))),
    ...alerts.map((alert) => put(table, toOutboxItem(alert))),
  ];
}

/** @param version of the item it rests on, 0 where there was none */
export function putOn(version: number, table: string, item: Key): Action {
  return { Put: { ...put(table, item).Put, ...onVersion(version) } };
}

export function put(TableName: string, Item: Key) {
  return { Put: { TableName, Item } };
}

function onVersion(version: number) {
  if (version === 0) return { ConditionExpression: 'attribute_not_exists(pk)' };
  return {
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':version': version },
  };
}
