import type { LineAttributes } from '../ledger/line-attributes.ts';
import type { MondayDate } from '../values/week.ts';
import type { PublishedTotals } from './publication.ts';

/** The table of current lines in the lake: one object per week. */
export interface PublishedLines {
  /**
   * Puts the lines in the place of what is published of the week: all of them at once, or nothing. Looks at what is there
   * before it takes the first line, and writes over nothing else.
   * @returns what was written, as counted from what the columns hold; null where somebody has replaced it meanwhile
   */
  replace(mondayDate: MondayDate, lines: AsyncIterable<LineAttributes>): Promise<PublishedTotals | null>;
}
