import type { Head } from '../ledger/revision.ts';
import { UNALLOCATED } from '../values/ids.ts';

/** Whether a result may still change without any change being told: provisional, split for want of hours, or nobody's. */
export function needsRecheck({ revision }: Head): boolean {
  const { basis, method, lines } = revision.allocation;
  if (lines.length === 0) return false;
  return basis === 'ESTIMATED' || method === 'EQUAL_SPLIT' || lines.some(({ target }) => target === UNALLOCATED);
}
