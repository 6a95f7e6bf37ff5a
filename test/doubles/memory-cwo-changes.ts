import { CwoChangesError } from '../../adapters/sqs/cwo-changes.ts';
import type { CwoChanges } from '../../core/timesheets/cwo-changes.ts';

/** A queue of CWOs that tells what it took, as long as it takes anything. */
export class MemoryCwoChanges implements CwoChanges {
  readonly sent: string[] = [];
  isTaking = true;

  async send(cwoIds: readonly string[]): Promise<void> {
    if (!this.isTaking && cwoIds.length > 0) throw new CwoChangesError('not taken');
    this.sent.push(...cwoIds);
  }
}
