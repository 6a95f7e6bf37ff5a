import type { HeadDigest } from '../../../core/ledger/head-digest.ts';
import { isZeroUsage, type SourceUsage, sumUsage } from '../../../core/usage/usage.ts';
import type { UsageGroup, UsageResultRow } from '../../../core/usage/usage-source.ts';
import type { UsageTally } from '../../../core/usage/usage-tally.ts';
import { compareIds } from '../../../core/values/ids.ts';
import { type Amount, addAmounts, ZERO_AMOUNT } from '../../../core/values/money.ts';
import type { BatchEmployee, Selection } from '../../messages/objects.ts';
import type { QuarantineWriter } from './quarantine-writer.ts';

/** The groups that can be used; the others go into quarantine, and all of them into the tally. */
export async function* usableGroups(
  pages: AsyncIterable<readonly UsageResultRow[]>,
  tally: UsageTally,
  quarantine: QuarantineWriter,
): AsyncGenerator<UsageGroup> {
  for await (const page of pages) {
    for (const row of page) {
      tally.addRow(row);
      if (row.kind === 'TOTAL') continue;
      if (row.reason === null) yield row;
      else await quarantine.add({ ...row, reason: row.reason });
    }
  }
}

/** Employees with their sources, from groups ordered by employee. */
export async function* byEmployee(groups: AsyncIterable<UsageGroup>): AsyncGenerator<BatchEmployee> {
  let current: { employeeId: string; sources: SourceUsage[] } | undefined;
  for await (const { employeeId, source, tokens, costUsd6 } of groups) {
    if (employeeId === null) continue;
    if (current?.employeeId !== employeeId) {
      if (current) yield current;
      current = { employeeId, sources: [] };
    }
    current.sources.push({ source, tokens, costUsd6 });
  }
  if (current) yield current;
}

/**
 * Merges in, without usage, the employees whose head rests on usage that is no longer there, and tells who has no head
 * yet; both come ascending. A week of which nothing can be used, because there is none or all of it is set aside, takes
 * nothing back.
 */
export async function* withVanished(
  employees: AsyncGenerator<BatchEmployee>,
  heads: () => AsyncIterable<HeadDigest>,
): AsyncGenerator<BatchEmployee> {
  let next = await employees.next();
  if (next.done) return;
  for await (const head of heads()) {
    while (!next.done && compareIds(next.value.employeeId, head.employeeId) < 0) {
      yield { ...next.value, isNew: true };
      next = await employees.next();
    }
    const isInResult = !next.done && next.value.employeeId === head.employeeId;
    if (!isInResult && !isZeroUsage(sumUsage(head.sources))) yield { employeeId: head.employeeId, sources: [] };
    if (!next.done && isInResult) {
      yield next.value;
      next = await employees.next();
    }
  }
  while (!next.done) {
    yield { ...next.value, isNew: true };
    next = await employees.next();
  }
}

/**
 * Employees of a recalculation: those whose usage is that of their head, then those the lake was asked for, and at last
 * those with a head that it knows nothing of any more.
 */
export async function* selectedEmployees(
  { withHead, mayVanish }: Selection,
  fromLake: AsyncIterable<BatchEmployee>,
): AsyncGenerator<BatchEmployee> {
  for (const employeeId of withHead) yield { employeeId, sources: null };
  const vanished = new Set(mayVanish);
  for await (const employee of fromLake) {
    vanished.delete(employee.employeeId);
    yield employee;
  }
  for (const employeeId of vanished) yield { employeeId, sources: [] };
}

export interface FilledBatch {
  readonly employees: readonly BatchEmployee[];
  /** What the lake says they sum to. */
  readonly amount: Amount;
}

/** Employees by the batch; they are counted as they go by. */
export async function* inBatches(
  employees: AsyncIterable<BatchEmployee>,
  tally: UsageTally,
  size: number,
): AsyncGenerator<FilledBatch> {
  let part: BatchEmployee[] = [];
  let amount = ZERO_AMOUNT;
  for await (const employee of employees) {
    part.push(employee);
    amount = addAmounts(amount, tally.addEmployeeWeek(employee.sources ?? []));
    if (part.length < size) continue;
    yield { employees: part, amount };
    part = [];
    amount = ZERO_AMOUNT;
  }
  if (part.length > 0) yield { employees: part, amount };
}
