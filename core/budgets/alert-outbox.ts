import type { MondayDate } from '../values/week.ts';
import type { BudgetAlert } from './alert.ts';

/** What waits to be told. */
export type OutboxEntry =
  | { readonly kind: 'ALERT'; readonly raisedAt: string; readonly alert: BudgetAlert }
  /** Of a kind that is not told with alerts. */
  | { readonly kind: 'OTHER'; readonly raisedAt: string; readonly id: string };

/** An alert that was told. */
export interface SentAlert {
  readonly alert: BudgetAlert;
  /** Of the message to its PM, or to operators where there is none. */
  readonly messageId: string;
  readonly sentAt: string;
}

/** Alerts between the transaction that raised them and the message that told them. */
export interface AlertOutbox {
  /** By consistent read, in no order that means anything. */
  listPending(): AsyncIterable<OutboxEntry>;
  /** Takes them out of what is pending and keeps them, all or none; again it is harmless. At most 50. */
  markSent(sent: readonly SentAlert[]): Promise<void>;
}

/** The alerts that were told in a week, by the day of telling in UTC. */
export interface SentAlerts {
  listSent(mondayDate: MondayDate): AsyncIterable<SentAlert>;
}
