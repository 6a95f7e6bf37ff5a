export interface ClosedSync {
  readonly seq: number;
  /** ISO instant. */
  readonly closedAt: string;
  /** As it was closed with. */
  readonly outcome: unknown;
}

/** What became of syncs. */
export interface ClosedSyncs {
  /** By their number, descending: of one number in no order. */
  listNewestFirst(): AsyncIterable<ClosedSync>;
}
