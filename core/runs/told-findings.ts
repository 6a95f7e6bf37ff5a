import type { MondayDate } from '../values/week.ts';
import type { Findings } from './findings.ts';

/** Has findings beside those of the weeks: they are of no week. */
export const SWEEP = 'SWEEP';

/** What operators have been told of each week, or of the sweep, and has not ended since. */
export interface ToldFindings {
  read(of: MondayDate | typeof SWEEP): Promise<Findings>;
  /** @returns false where somebody else has told something in between */
  replace(of: MondayDate | typeof SWEEP, before: Findings, after: Findings): Promise<boolean>;
}
