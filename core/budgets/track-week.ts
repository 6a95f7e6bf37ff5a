import { chunksOf } from '../values/chunks.ts';
import type { Clock } from '../values/clock.ts';
import type { Sha256 } from '../values/hash.ts';
import { fullWeekBefore, type MondayDate } from '../values/week.ts';
import type { BudgetStore } from './budget-store.ts';
import { type BudgetChange, type RefreshContext, refreshBudget } from './refresh.ts';
import type { Thresholds } from './thresholds.ts';
import { type CwoLines, sumLines } from './week-sum.ts';

/** What the company has configured. */
export interface BudgetSettings {
  readonly thresholds: Thresholds;
  /** IANA zone in which weeks end. */
  readonly timeZone: string;
}

export interface TrackingPorts {
  readonly budgets: BudgetStore;
  readonly lines: CwoLines;
  readonly clock: Clock;
  readonly sha256: Sha256;
  readonly settings: BudgetSettings;
}

/** Others kept writing the same rows: worth another try later. */
export class BudgetContendedError extends Error {
  override readonly name = 'BudgetContendedError';
  readonly $retryable = {};
}

/** How often rows are read and written on what was read. */
export const TRIES_MAX = 6;
const PAUSE_MS = 50;
/** CWOs that are read at the same time. */
const READ_AT_ONCE = 8;
/** Older ones change silently. */
const FULL_WEEKS_TOLD = 2;

/**
 * Refreshes the rows of these CWOs for a week: reads the row, then the lines, and writes on the version it read. One
 * that cannot be refreshed keeps no other from it.
 * @throws BudgetContendedError, or what the first failing CWO met, after the others were written
 */
export async function trackWeek(
  run: { readonly runId: string; readonly mondayDate: MondayDate },
  cwoIds: readonly string[],
  ports: TrackingPorts,
): Promise<void> {
  const context = contextOf(run.runId, ports);
  const failures: unknown[] = [];
  let open = cwoIds;
  for (let tries = 1; open.length > 0; tries += 1) {
    if (tries > TRIES_MAX) throw new BudgetContendedError(`${open.length} CWOs lost ${TRIES_MAX} races`);
    if (tries > 1) await ports.clock.pause(PAUSE_MS * 2 ** tries);
    const changes: BudgetChange[] = [];
    for (const part of chunksOf(open, READ_AT_ONCE)) {
      const read = part.map((cwoId) => changeOf(run.mondayDate, cwoId, context, ports));
      for (const result of await Promise.allSettled(read)) {
        if (result.status === 'rejected') failures.push(result.reason);
        else changes.push(result.value);
      }
    }
    const unwritten = await ports.budgets.write(changes);
    failures.push(...unwritten.filter(({ failure }) => failure !== null).map(({ failure }) => failure));
    open = unwritten.filter(({ failure }) => failure === null).map(({ change }) => change.before.cwoId);
  }
  if (failures.length > 0) throw failures[0];
}

async function changeOf(
  mondayDate: MondayDate,
  cwoId: string,
  context: RefreshContext,
  ports: TrackingPorts,
): Promise<BudgetChange> {
  // The row before the lines: whoever has summed newer lines has raised its version since.
  const before = await ports.budgets.read(cwoId);
  const sums = new Map([[mondayDate, await sumLines(ports.lines.read(cwoId, mondayDate))]]);
  return refreshBudget(before, { sums, decision: null }, context);
}

/** @param runId null where a decision refreshes */
export function contextOf(runId: string | null, { clock, sha256, settings }: TrackingPorts): RefreshContext {
  const now = clock.now();
  const toldFrom = fullWeekBefore(now, settings.timeZone, FULL_WEEKS_TOLD);
  return { now, runId, thresholds: settings.thresholds, toldFrom, sha256 };
}
