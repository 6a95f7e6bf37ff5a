import type { MondayDate } from '../values/week.ts';
import type { Findings } from './findings.ts';

/** What operators have been told of each week and has not ended since. */
export interface ToldFindings {
  read(mondayDate: MondayDate): Promise<Findings>;
  /** @returns false where another run has told something in between */
  replace(mondayDate: MondayDate, before: Findings, after: Findings): Promise<boolean>;
}
