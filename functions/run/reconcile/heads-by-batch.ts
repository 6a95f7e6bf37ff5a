import { digestOf, type HeadDigest } from '../../../core/ledger/head-digest.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import { isRecalculation } from '../../../core/ledger/revision.ts';
import { compareIds } from '../../../core/values/ids.ts';
import type { Run } from '../../messages/events.ts';

/** Gives the heads of one batch after the other. */
export type HeadsByBatch = (employeeIds: readonly string[]) => Promise<ReadonlyMap<string, HeadDigest>>;

/**
 * A run of the whole week lists its heads once, in the order of its batches: that is a quarter of the price of asking for
 * each. A recalculation asks for the few that it was of.
 */
export function headsByBatch({ trigger, mondayDate }: Run, ledger: Ledger): HeadsByBatch {
  if (isRecalculation(trigger)) {
    return async (employeeIds) => {
      const heads = await ledger.readHeads(mondayDate, employeeIds);
      return new Map([...heads].map(([employeeId, head]) => [employeeId, digestOf(head)]));
    };
  }
  const listed = ledger.listHeads(mondayDate)[Symbol.asyncIterator]();
  let next: HeadDigest | null = null;
  return async (employeeIds) => {
    const last = employeeIds.toSorted(compareIds).at(-1);
    const heads = new Map<string, HeadDigest>();
    while (last !== undefined) {
      next ??= (await listed.next()).value ?? null;
      if (next === null || compareIds(next.employeeId, last) > 0) break;
      heads.set(next.employeeId, next);
      next = null;
    }
    return heads;
  };
}
