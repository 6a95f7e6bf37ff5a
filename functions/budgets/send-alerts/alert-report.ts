/** What is noted while alerts are sent, without anybody's address. */
export interface AlertReport {
  /** How long what has waited longest has waited, in seconds; 0 where nothing waits. */
  waiting(seconds: number): void;
  warn(message: string, details: Readonly<Record<string, string | number>>): void;
}
