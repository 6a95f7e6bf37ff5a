import type { EmployeeWeekKey, LedgerReader } from '../../../core/ledger/ledger.ts';
import type { ChangeFeed } from '../../../core/recalculation/change-feed.ts';
import { needsRecheck } from '../../../core/recalculation/recheck.ts';
import type { SweepState, SweepStates } from '../../../core/recalculation/sweep-states.ts';
import type { RunRecords } from '../../../core/runs/run-records.ts';
import type { RunStore } from '../../../core/runs/run-store.ts';
import type { Clock } from '../../../core/values/clock.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import { fullWeekBefore } from '../../../core/values/week.ts';
import { coalesce, putRequest } from '../../messages/recalculation.ts';
import type { CollectChangesEvent, SweepPlan, SweepRequest } from '../../messages/sweep.ts';
import { readFeed } from './read-feed.ts';

export interface CollectPorts {
  readonly states: SweepStates;
  readonly feed: ChangeFeed;
  readonly ledger: LedgerReader;
  readonly records: RunRecords;
  readonly store: RunStore;
  readonly clock: Clock;
  readonly sha256: Sha256;
}

export interface SweepWindow {
  readonly timeZone: string;
  /** How many of the last full weeks are re-checked. */
  readonly recheckWeeks: number;
}

const RECHECKS_MAX = 5_000;
/** The function has five minutes; the heads and requests need theirs. */
const FEED_MS_MAX = 2 * 60_000;

/** What a sweep recalculates: what the feed tells since the last sweep, and whatever may change untold. */
export async function collectChanges(
  { executionId }: CollectChangesEvent,
  ports: CollectPorts,
  window: SweepWindow,
  signal: AbortSignal,
): Promise<SweepPlan> {
  const before = await ports.states.read();
  const readUntil = Date.parse(ports.clock.now()) + FEED_MS_MAX;
  const isLate = () => Date.parse(ports.clock.now()) > readUntil;
  const feed = await readFeed(ports.feed, before.cursor, signal, isLate);
  const recheck = await collectRechecks(before, ports, window);
  const requests: SweepRequest[] = [];
  for (const part of coalesce([...feed.changes, ...recheck.employeeWeeks])) {
    if (!(await ports.records.hasFullRun(part.mondayDate))) continue;
    const hash = ports.sha256([executionId, ...part.employeeIds].join('\n')).slice(0, 32);
    const name = `sweep-${part.mondayDate}-${hash}`;
    requests.push({ name, weekStartDate: part.mondayDate, requestKey: await putRequest(ports.store, part) });
  }
  return {
    before,
    next: { cursor: feed.cursor, recheckAfter: recheck.recheckAfter },
    requests,
    changes: feed.changes.length,
    unreadable: feed.unreadable,
    rechecks: recheck.employeeWeeks.length,
  };
}

/** Heads of the last weeks, oldest first, from where the last sweep stopped; by key, a week at a time. */
async function collectRechecks(
  { recheckAfter }: SweepState,
  { ledger, clock }: CollectPorts,
  { timeZone, recheckWeeks }: SweepWindow,
): Promise<{ employeeWeeks: EmployeeWeekKey[]; recheckAfter: EmployeeWeekKey | null }> {
  const employeeWeeks: EmployeeWeekKey[] = [];
  for (let weeksBack = recheckWeeks; weeksBack > 0; weeksBack -= 1) {
    const mondayDate = fullWeekBefore(clock.now(), timeZone, weeksBack);
    if (recheckAfter && mondayDate < recheckAfter.mondayDate) continue;
    for await (const head of ledger.listWeek(mondayDate)) {
      const key = { mondayDate, employeeId: head.revision.employeeId };
      if (!needsRecheck(head) || isUpTo(key, recheckAfter)) continue;
      employeeWeeks.push(key);
      if (employeeWeeks.length === RECHECKS_MAX) return { employeeWeeks, recheckAfter: key };
    }
  }
  return { employeeWeeks, recheckAfter: null };
}

function isUpTo(key: EmployeeWeekKey, last: EmployeeWeekKey | null): boolean {
  if (last === null || key.mondayDate > last.mondayDate) return false;
  return key.mondayDate < last.mondayDate || key.employeeId <= last.employeeId;
}
