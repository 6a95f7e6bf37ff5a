import type { EmployeeWeekKey, LedgerReader } from '../../../core/ledger/ledger.ts';
import type { ChangeFeed, FeedChange } from '../../../core/recalculation/change-feed.ts';
import { needsRecheck } from '../../../core/recalculation/recheck.ts';
import type { SweepState, SweepStates } from '../../../core/recalculation/sweep-states.ts';
import { keyOf, type Trouble, withoutParked } from '../../../core/recalculation/troubles.ts';
import type { RunRecords } from '../../../core/runs/run-records.ts';
import type { RunStore } from '../../../core/runs/run-store.ts';
import type { Clock } from '../../../core/values/clock.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import { compareIds } from '../../../core/values/ids.ts';
import { fullWeekBefore } from '../../../core/values/week.ts';
import { coalesce, putRequest } from '../../messages/recalculation.ts';
import type { CollectChangesEvent, SweepPlan, SweepRequest } from '../../messages/sweep.ts';
import { type FeedChanges, readFeed } from './read-feed.ts';

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
/** The function has five minutes: two for the feed, one and a half more for the heads, the rest for the requests. */
const FEED_MS_MAX = 2 * 60_000;
const RECHECK_MS_MAX = 3.5 * 60_000;
/** Employee-weeks that failed before get runs of their own, so that they take no others with them. */
const ALONE_MAX = 100;

/**
 * What a round of a sweep recalculates: what the feed tells since the last one and, once the feed has no more, whatever
 * may change untold. A new installation reads the feed from its beginning and passes over all weeks that were never run.
 */
export async function collectChanges(
  { executionId }: CollectChangesEvent,
  ports: CollectPorts,
  window: SweepWindow,
  signal: AbortSignal,
): Promise<SweepPlan> {
  const before = await ports.states.read();
  const collectedAt = ports.clock.now();
  const isPast = (ms: number) => () => Date.parse(ports.clock.now()) - Date.parse(collectedAt) > ms;
  const feed = await readFeed(ports.feed, before.cursor, signal, isPast(FEED_MS_MAX));
  const changes = await ofWeeksRun(feed.changes, ports.records);
  const recheck = feed.hasMore
    ? { employeeWeeks: [], recheckAfter: before.recheckAfter }
    : await collectRechecks(before, ports, window, isPast(RECHECK_MS_MAX));
  const rechecks = await ofWeeksRun(recheck.employeeWeeks, ports.records);
  const requests: SweepRequest[] = [];
  const due = [...changes, ...rechecks.map((key) => ({ ...key, changedAt: null }))];
  for (const part of partsOf(withoutParked(due, before.troubles), before.troubles)) {
    const hash = ports.sha256([executionId, before.cursor ?? '', ...part.employeeIds].join('\n')).slice(0, 32);
    const name = `sweep-${part.mondayDate}-${hash}`;
    requests.push({ name, weekStartDate: part.mondayDate, requestKey: await putRequest(ports.store, part) });
  }
  const { caughtUpTo } = before;
  const waiting = instantsOf(changes).filter((at) => caughtUpTo !== null && at > caughtUpTo);
  return {
    before,
    next: {
      cursor: feed.cursor,
      recheckAfter: recheck.recheckAfter,
      caughtUpTo: caughtUpAfter(caughtUpTo, feed, collectedAt),
      troubles: before.troubles,
    },
    requests,
    changes: feed.changes.length,
    unreadable: feed.unreadable,
    rechecks: recheck.employeeWeeks.length,
    collectedAt,
    oldestChangeAt: waiting.at(0) ?? null,
    newestChangeAt: waiting.at(-1) ?? null,
    hasMore: feed.hasMore,
  };
}

/**
 * Up to when all is dealt with after the round. The last page is read again and again, and a feed that is read from its
 * beginning is old: neither means that anything waits.
 */
function caughtUpAfter(before: string | null, { changes, hasMore }: FeedChanges, collectedAt: string): string | null {
  if (before === null && hasMore) return null;
  // A clock that is ahead must not hide what comes later.
  const passed = instantsOf(changes).filter((at) => at <= collectedAt);
  return [...passed, ...(before === null ? [] : [before])].toSorted().at(-1) ?? collectedAt;
}

/** When they came about, ascending, of those that say. */
function instantsOf(changes: readonly FeedChange[]): string[] {
  return changes.flatMap(({ changedAt }) => changedAt ?? []).toSorted();
}

/** Of the weeks that were run as a whole: the weekly run will read all others. */
async function ofWeeksRun<Change extends EmployeeWeekKey>(changes: readonly Change[], records: RunRecords) {
  const wasRun = new Map<string, boolean>();
  for (const mondayDate of new Set(changes.map((change) => change.mondayDate))) {
    wasRun.set(mondayDate, await records.hasFullRun(mondayDate));
  }
  return changes.filter(({ mondayDate }) => wasRun.get(mondayDate));
}

/** The runs: of a thousand employees of a week each, and of those alone that failed before. */
function partsOf(changes: readonly EmployeeWeekKey[], troubles: readonly Trouble[]) {
  const failed = new Set(troubles.map(keyOf));
  const met = new Set(changes.map(keyOf).filter((key) => failed.has(key)));
  const alone = new Set([...met].toSorted(compareIds).slice(0, ALONE_MAX));
  const apart = changes.filter((change) => alone.has(keyOf(change)));
  const byKey = Map.groupBy(apart, keyOf);
  return [
    ...coalesce(changes.filter((change) => !alone.has(keyOf(change)))),
    ...[...byKey.values()].flatMap((same) => coalesce(same)),
  ];
}

/** Heads of the last weeks, oldest first, from where the last sweep stopped; by key, a week at a time. */
async function collectRechecks(
  { recheckAfter }: SweepState,
  { ledger, clock }: CollectPorts,
  { timeZone, recheckWeeks }: SweepWindow,
  isLate: () => boolean,
): Promise<{ employeeWeeks: EmployeeWeekKey[]; recheckAfter: EmployeeWeekKey | null }> {
  const employeeWeeks: EmployeeWeekKey[] = [];
  for (let weeksBack = recheckWeeks; weeksBack > 0; weeksBack -= 1) {
    const mondayDate = fullWeekBefore(clock.now(), timeZone, weeksBack);
    if (recheckAfter && mondayDate < recheckAfter.mondayDate) continue;
    for await (const head of ledger.listWeek(mondayDate)) {
      const key = { mondayDate, employeeId: head.revision.employeeId };
      if (isUpTo(key, recheckAfter)) continue;
      if (needsRecheck(head)) employeeWeeks.push(key);
      if (employeeWeeks.length === RECHECKS_MAX || isLate()) return { employeeWeeks, recheckAfter: key };
    }
  }
  return { employeeWeeks, recheckAfter: null };
}

function isUpTo(key: EmployeeWeekKey, last: EmployeeWeekKey | null): boolean {
  if (last === null || key.mondayDate > last.mondayDate) return false;
  return key.mondayDate < last.mondayDate || key.employeeId <= last.employeeId;
}
