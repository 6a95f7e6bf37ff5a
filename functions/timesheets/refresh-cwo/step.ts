import { type ProposalPorts, proposeOnNewDemand } from '../../../core/budgets/propose-budget.ts';
import type { CwoReader, CwoRecords } from '../../../core/timesheets/cwo-registry.ts';
import type { CwoSource } from '../../../core/timesheets/cwo-source.ts';
import { type FigureReaders, settledAfter } from '../../../core/values/figure-readers.ts';

export interface RefreshPorts extends ProposalPorts {
  readonly timesheets: CwoSource;
  readonly cwos: CwoReader & CwoRecords;
  readonly publications: FigureReaders;
}

/** What a refresh came to. */
export interface RefreshedCwo {
  /** A budget was suggested, as the CWO needs other than its latest suggestion was made of. */
  readonly isSuggested: boolean;
}

const ASKS_MAX = 3;

/**
 * Takes up what the timesheet system says of a CWO now, and has a budget suggested where that is new. The answer counts as
 * of when it was asked for: whoever asks later knows at least as much, and wins whatever the order of the writes. A later
 * answer of a run tells no roles, so what was overtaken is asked for again.
 */
export async function refreshCwo(cwoId: string, ports: RefreshPorts, signal: AbortSignal): Promise<RefreshedCwo> {
  for (let ask = 0; ask < ASKS_MAX; ask += 1) {
    if (!(await isTakenUp(cwoId, ports, signal))) continue;
    return { isSuggested: await proposeOnNewDemand(cwoId, ports) };
  }
  throw new Error(`CWO ${cwoId}: each of ${ASKS_MAX} answers was overtaken by another one`);
}

/** @returns false where the answer was overtaken */
async function isTakenUp(
  cwoId: string,
  { timesheets, cwos, publications, clock }: RefreshPorts,
  signal: AbortSignal,
): Promise<boolean> {
  const askedAt = clock.now();
  const description = await timesheets.fetchCwo(cwoId, signal);
  await publications.expectChange([], settledAfter(clock.now()));
  return cwos.record(description, askedAt);
}
