/** When the weekly schedule started what it starts. */
export interface ScheduleHistory {
  /** @returns an instant, or null where it never has */
  lastStart(): Promise<string | null>;
}
