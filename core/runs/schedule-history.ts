/** When the weekly schedule started what it starts. */
export interface ScheduleHistory {
  /** @returns an instant, or null where none is known: it never has, or too long ago to be kept */
  lastStart(): Promise<string | null>;
  /** @returns the instant since when there is something to start */
  existsSince(): Promise<string>;
}
