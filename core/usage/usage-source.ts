import type { MondayDate } from '../values/week.ts';

/** Why a usage row cannot be used. */
export const USAGE_ROW_REASONS = ['MISSING_COST', 'NEGATIVE_TOKENS', 'MALFORMED_EMPLOYEE', 'NOT_A_MONDAY'] as const;
export type UsageRowReason = (typeof USAGE_ROW_REASONS)[number];

/** Usage rows of one verdict, employee and source, summed. */
export interface UsageGroup {
  /** Null for rows that can be used. */
  readonly reason: UsageRowReason | null;
  /** Null only where the employee is malformed. */
  readonly employeeId: string | null;
  readonly source: string;
  readonly rows: number;
  readonly rowsWithoutTokens: number;
  readonly tokens: bigint;
  readonly costUsd6: bigint;
}

/** What all rows of the week sum to, asked in the same query, so that a lost or repeated page shows. */
export type UsageTotal = Pick<UsageGroup, 'rows' | 'tokens' | 'costUsd6'>;

export type UsageResultRow = ({ readonly kind: 'TOTAL' } & UsageTotal) | ({ readonly kind: 'GROUP' } & UsageGroup);

/** Where usage comes from. */
export interface UsageSource {
  /**
   * Starts the query of a week.
   * @param token the same for each repetition of this start
   * @param employeeIds only these, up to 1,000; or all
   * @returns the query's id
   */
  start(query: {
    readonly mondayDate: MondayDate;
    readonly token: string;
    readonly employeeIds?: readonly string[];
  }): Promise<string>;
  /** Result pages of a query that succeeded: the total first, then the groups by employee ascending. */
  read(queryId: string): AsyncIterable<readonly UsageResultRow[]>;
}
