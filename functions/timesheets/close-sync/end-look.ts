import type { SyncLeases } from '../../../core/timesheets/mirror/mirror-store.ts';
import type { EndLookEvent, EndLookResult } from '../../messages/timesheets.ts';

/** Ends a sync that only looked. Nobody is told but whoever asked: neither readers nor operators have any news. */
export async function endLook(
  { seq, owner, looked }: EndLookEvent,
  { leases }: { readonly leases: Pick<SyncLeases, 'giveBack'> },
): Promise<EndLookResult> {
  await leases.giveBack({ seq, owner });
  return { isComplete: true, hasChanges: false, looked };
}
