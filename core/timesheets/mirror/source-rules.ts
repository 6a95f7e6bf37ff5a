/** What gives an entry its state of approval (`docs/connectors.md`, rule 4). */
export const APPROVAL_UNITS = ['ENTRY', 'PERIOD', 'PROJECT', 'FLAG', 'AFTER_DAYS'] as const;
export type ApprovalUnit = (typeof APPROVAL_UNITS)[number];

/** Which of two hours counts, where a system rounds. */
export const HOURS_KINDS = ['EXACT', 'ROUNDED'] as const;
export type HoursKind = (typeof HOURS_KINDS)[number];

/** How a source is read, as it is configured. */
export interface SourceRules {
  /** 1 to 12 of `a-z0-9`. */
  readonly source: string;
  /** At least one; of several the lowest state holds. */
  readonly approval: readonly ApprovalUnit[];
  /** Days after the week's Sunday from which on it is approved by AFTER_DAYS. */
  readonly afterDays: number;
}
