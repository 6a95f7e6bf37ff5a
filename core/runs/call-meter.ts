/** Counts the requests this invocation has made. */
export interface CallMeter {
  calls(): number;
}
