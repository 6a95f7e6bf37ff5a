import type { RecalculationTrigger } from '../ledger/revision.ts';
import type { MondayDate } from '../values/week.ts';

/** Starts recalculations. */
export interface Recalculations {
  /**
   * Starting one again under the same name is harmless.
   * @param name at most 80 characters
   * @returns the execution's id
   */
  start(recalculation: {
    readonly name: string;
    readonly trigger: RecalculationTrigger;
    readonly weekStartDate: MondayDate;
    readonly requestKey: string;
  }): Promise<string>;
}
