/** CWOs that are to be asked for again, until the registry knows them as the timesheet system does. */
export interface CwoChanges {
  /** Once more than needed is harmless. It rejects where not all were taken. */
  send(cwoIds: readonly string[]): Promise<void>;
}
