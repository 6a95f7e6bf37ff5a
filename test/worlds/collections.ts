import type { CloseCollectionEvent, PulledSource, SourceResult } from '../../functions/messages/collection.ts';
import { MONDAY } from './usage-facts.ts';

/** An execution of the collection, and the name under which its pages lie. */
export const EXECUTION = {
  id: 'arn:aws:states:eu-central-1:111122223333:execution:ledger-collection:daily-1',
  startTime: '2026-11-18T05:00:00.000Z',
};
export const EXECUTION_NAME = 'daily-1';

/** Pulled four days back, without seats. */
export const CURSOR: PulledSource = { source: 'cursor', secretName: 'cursor-key', windowDays: 4, rates: {} };

export function sourceResult(changes: Partial<SourceResult> = {}): SourceResult {
  return {
    ...{ source: 'cursor', failure: null, facts: 3, refused: 0, refusedSample: [], shrunk: [], mondays: [MONDAY] },
    ...changes,
  };
}

type BuiltWeekEnd = Extract<CloseCollectionEvent['weeks'][number], { isBuilt: true }>;

export function builtWeek(recalculated: BuiltWeekEnd['recalculated'] = []): BuiltWeekEnd {
  const week = { weekStartDate: MONDAY, employees: 2, tokens: '30', costUsd: '0.000014', changedEmployees: 1 };
  return { isBuilt: true, week, recalculated };
}
