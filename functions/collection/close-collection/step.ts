import type { CollectionRecords } from '../../../core/collection/collection-records.ts';
import type { OperatorMessages } from '../../../core/runs/operator-messages.ts';
import type { Clock } from '../../../core/values/clock.ts';
import type { CloseCollectionEvent, CollectionResult, SourceResult } from '../../messages/collection.ts';

export interface ClosePorts {
  readonly records: CollectionRecords;
  readonly messages: OperatorMessages;
  readonly clock: Clock;
  /** No slash at its end. */
  readonly docsUrl: string;
}

/** Notes which sources failed, and tells operators of them, of days that shrank and of records that were not taken. */
export async function closeCollection(
  { results, weeks }: CloseCollectionEvent,
  { records, messages, clock, docsUrl }: ClosePorts,
): Promise<CollectionResult> {
  const at = clock.now();
  for (const { source, failure } of results) if (failure) await records.noteFailure(source, { at, ...failure });
  const told = results.flatMap(linesOf);
  const unbuilt = weeks.flatMap(({ weekStartDate, failure }) => (failure ? [`week ${weekStartDate}: ${failure}`] : []));
  const obstacles = [
    ...results.flatMap(({ source, failure }) => (failure ? [`${source}: ${failure.code}: ${failure.message}`] : [])),
    ...unbuilt,
  ];
  if (told.length + unbuilt.length > 0) {
    const body = [...told, ...unbuilt, `What to do: ${docsUrl}/runbook.md#collectionfailed`].join('\n');
    await messages.send({ subject: `Tokenledger collection: ${subjectOf(obstacles.length, told.length)}`, body });
  }
  return {
    isComplete: obstacles.length === 0,
    obstacle: obstacles.length === 0 ? null : obstacles.join('; '),
    sources: results,
    weeks: weeks.filter(({ failure }) => !failure).map(({ failure: _, ...week }) => week),
  };
}

function subjectOf(obstacles: number, told: number): string {
  return obstacles > 0 ? `${obstacles} not collected` : `${told} findings`;
}

function linesOf({ source, failure, shrunk, refused, refusedSample }: SourceResult): string[] {
  return [
    ...(failure ? [`${source} was not collected: ${failure.code}: ${failure.message}`] : []),
    ...(shrunk.length > 0
      ? [`${source}: became smaller by more than half and was taken so: ${shrunk.join(', ')}`]
      : []),
    ...(refused > 0 ? [`${source}: ${refused} records were not taken, such as ${sampleOf(refusedSample)}`] : []),
  ];
}

function sampleOf([first]: SourceResult['refusedSample']): string {
  return first ? `${first.place}: ${first.reason}` : 'none that is kept';
}
