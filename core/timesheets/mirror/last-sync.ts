import type { ClosedSync, ClosedSyncs } from './closed-syncs.ts';

/** The sync that closed last: of the highest number, which those that changed nothing share. Null before the first one. */
export async function lastSync(syncs: ClosedSyncs): Promise<ClosedSync | null> {
  let last: ClosedSync | null = null;
  for await (const sync of syncs.listNewestFirst()) {
    if (last !== null && sync.seq !== last.seq) break;
    if (last === null || Date.parse(sync.closedAt) > Date.parse(last.closedAt)) last = sync;
  }
  return last;
}
