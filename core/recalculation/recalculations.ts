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
    readonly trigger: 'WEBHOOK' | 'SWEEP';
    readonly weekStartDate: MondayDate;
    readonly requestKey: string;
  }): Promise<string>;
}
