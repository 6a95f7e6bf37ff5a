import type { MondayDate } from '../../../core/values/week.ts';
import { BUDGET_PARTITIONS } from '../../../functions/names.ts';
import type { Key } from '../keys.ts';

/** Keys of `TokenBudgetTracking` (`docs/architecture.md`, "Data that rests"). */

/** How the sort keys of a CWO's rows begin. */
export const WEEK_ROW = 'WEEK#';
export const DECISION_ROW = 'DECISION#';
export const TOTAL_ROW = 'TOTAL';

export function cwoPartition(cwoId: string): string {
  return `${BUDGET_PARTITIONS.cwos}${cwoId}`;
}

/** The CWO whose partition it is. */
export function cwoIdOf(partition: string): string {
  return partition.slice(BUDGET_PARTITIONS.cwos.length);
}

export function weekKey(cwoId: string, mondayDate: MondayDate): Key {
  return { pk: cwoPartition(cwoId), sk: `${WEEK_ROW}${mondayDate}` };
}

export function totalKey(cwoId: string): Key {
  return { pk: cwoPartition(cwoId), sk: TOTAL_ROW };
}

/** Six digits, so that decisions list in order. */
export function decisionKey(cwoId: string, version: number): Key {
  return { pk: cwoPartition(cwoId), sk: `${DECISION_ROW}${version.toString().padStart(6, '0')}` };
}

export function weekPartition(mondayDate: MondayDate): string {
  return `${BUDGET_PARTITIONS.weeks}${mondayDate}`;
}

/** Says that a CWO has a row of the week. */
export function trackedKey(mondayDate: MondayDate, cwoId: string): Key {
  return { pk: weekPartition(mondayDate), sk: cwoId };
}

/** A suggestion for a CWO. */
export function suggestionKey(cwoId: string, suggestionId: string): Key {
  return { pk: `${BUDGET_PARTITIONS.suggestions}${cwoId}`, sk: suggestionId };
}

/** Says which suggestion for a CWO is its latest: all in one partition, so that they are listed at once. */
export function suggestedKey(cwoId: string): Key {
  return { pk: BUDGET_PARTITIONS.suggested, sk: cwoId };
}

/** What is to be told. */
export function outboxKey(id: string): Key {
  return { pk: BUDGET_PARTITIONS.outbox, sk: id };
}

export function sentPartition(mondayDate: MondayDate): string {
  return `${BUDGET_PARTITIONS.sent}${mondayDate}`;
}

/** An alert that was told in the week. */
export function sentKey(mondayDate: MondayDate, alertId: string): Key {
  return { pk: sentPartition(mondayDate), sk: alertId };
}

/** An address that is told of its CWOs. */
export function subscriberKey(email: string): Key {
  return { pk: BUDGET_PARTITIONS.subscribers, sk: email };
}
