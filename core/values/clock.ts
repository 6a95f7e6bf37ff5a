export interface Clock {
  /** ISO 8601 instant, UTC, milliseconds. */
  now(): string;
  /** Waits, or rejects as soon as the signal aborts. */
  pause(ms: number, signal?: AbortSignal): Promise<void>;
}
