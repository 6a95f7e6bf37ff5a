/** The phase *alerts*, started out of turn: what waits in the outbox is told now, and not on its next schedule. */
export interface AlertPhase {
  /** Does not wait for its end. */
  start(): Promise<void>;
}
