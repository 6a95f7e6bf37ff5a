import type { EmployeeWeekKey } from '../ledger/ledger.ts';
import type { Trouble } from './troubles.ts';

/** How far the sweep has come. */
export interface SweepState {
  /** The cursor of the last page that was dealt with: it is read again, as an overlap. Null is the beginning. */
  readonly cursor: string | null;
  /** The employee-week after which the re-check goes on; null is the oldest week's first. */
  readonly recheckAfter: EmployeeWeekKey | null;
  /** When the newest change came about that was dealt with, an ISO instant; null until the feed's end was first reached. */
  readonly caughtUpTo: string | null;
  /** Employee-weeks that could not be recalculated, by week and employee. */
  readonly troubles: readonly Trouble[];
}

/** Before the first sweep. */
export const SWEEP_BEGINNING: SweepState = { cursor: null, recheckAfter: null, caughtUpTo: null, troubles: [] };

export interface SweepStates {
  read(): Promise<SweepState>;
  /** Writes the next state, unless another sweep has written since `before` was read. */
  advance(before: SweepState, next: SweepState): Promise<boolean>;
}
