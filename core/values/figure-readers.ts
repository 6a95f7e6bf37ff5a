import type { MondayDate } from './week.ts';

/** Whoever tells figures on: it must know of a change before it is made, as the one who makes it may die right after. */
export interface FigureReaders {
  /**
   * Figures of these weeks, or of none in particular, may change until then.
   * @param settlesAt ISO instant
   */
  expectChange(weeks: readonly MondayDate[], settlesAt: string): Promise<void>;
}

const SETTLES_MS = 60_000;

/** By then whoever is about to change a figure by a single write has done so, or is dead. */
export function settledAfter(now: string): string {
  return new Date(Date.parse(now) + SETTLES_MS).toISOString();
}
