import type { CollectionRecords, PendingRecalculations } from '../../../core/collection/collection-records.ts';
import type { OperatorMessages } from '../../../core/runs/operator-messages.ts';
import type { Clock } from '../../../core/values/clock.ts';
import type { CloseCollectionEvent, CollectionResult, SourceResult } from '../../messages/collection.ts';

export interface ClosePorts {
  readonly records: CollectionRecords;
  readonly pending: PendingRecalculations;
  readonly messages: OperatorMessages;
  readonly clock: Clock;
  /** No slash at its end. */
  readonly docsUrl: string;
}

/**
 * Settles the recalculations that succeeded, notes which sources failed, and tells operators of them, of days that shrank
 * and of records that were not taken.
 */
export async function closeCollection(event: CloseCollectionEvent, ports: ClosePorts): Promise<CollectionResult> {
  const { sources, weeks } = event;
  const at = ports.clock.now();
  for (const { source, failure } of sources) {
    if (failure) await ports.records.noteFailure(source, { at, ...failure });
  }
  for (const { weekStartDate, requestKey, isDone } of weeks.flatMap((one) => (one.isBuilt ? one.recalculated : []))) {
    if (isDone) await ports.pending.settle(weekStartDate, requestKey);
  }
  const obstacles = obstaclesOf(event);
  const findings = sources.flatMap(findingsOf);
  if (obstacles.length + findings.length > 0) await ports.messages.send(messageOf(obstacles, findings, ports.docsUrl));
  return {
    isComplete: obstacles.length === 0,
    obstacle: obstacles.length === 0 ? null : obstacles.join('; '),
    sources,
    weeks: weeks.flatMap((one) => (one.isBuilt ? [one.week] : [])),
  };
}

function obstaclesOf({ sources, weeks }: CloseCollectionEvent): string[] {
  return [
    ...sources.flatMap(({ source, failure }) => (failure ? [`${source}: ${failure.code}: ${failure.message}`] : [])),
    ...weeks.flatMap((one) => {
      if (!one.isBuilt) return [`week ${one.weekStartDate}: ${one.failure}`];
      const isDone = one.recalculated.every((run) => run.isDone);
      return isDone
        ? []
        : [
            `week ${one.week.weekStartDate}: a recalculation did not succeed; it is asked for again when the week is built`,
          ];
    }),
  ];
}

function findingsOf({ source, shrunk, refused, refusedSample: [first] }: SourceResult): string[] {
  return [
    ...(shrunk.length > 0 ? [`${source}: days that became smaller by more than half: ${shrunk.join(', ')}`] : []),
    ...(first ? [`${source}: ${refused} records were not taken, such as ${first.place}: ${first.reason}`] : []),
  ];
}

function messageOf(obstacles: readonly string[], findings: readonly string[], docsUrl: string) {
  const told = obstacles.length > 0 ? `${obstacles.length} not collected` : `${findings.length} findings`;
  const body = [...obstacles, ...findings, `What to do: ${docsUrl}/runbook.md#collectionfailed`].join('\n');
  return { subject: `Tokenledger collection: ${told}`, body };
}
