import type { MondayDate } from './week.ts';

/** Whoever tells figures on: it must know of a change before it is made, as the one who makes it may die right after. */
export interface FigureReaders {
  /**
   * Figures of these weeks, or of none in particular, may change until then.
   * @param settlesAt ISO instant
   */
  expectChange(weeks: readonly MondayDate[], settlesAt: string): Promise<void>;
}
