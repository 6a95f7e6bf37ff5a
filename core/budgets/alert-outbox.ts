import type { MondayDate } from '../values/week.ts';
import type { BudgetAlert } from './alert.ts';

/** What waits to be told. */
export type OutboxEntry =
  | { readonly kind: 'ALERT'; readonly raisedAt: string; readonly alert: BudgetAlert }
  | SuggestionQuestion;

/** A suggestion that its PM is to decide on. */
export interface SuggestionQuestion {
  readonly kind: 'SUGGESTION';
  readonly raisedAt: string;
  readonly cwoId: string;
  readonly suggestionId: string;
}

/** An alert that was told. */
export interface SentAlert {
  readonly alert: BudgetAlert;
  /** Of the message to its PM, or to operators where there is none. */
  readonly messageId: string;
  readonly sentAt: string;
}

/** Alerts and questions between the transaction that raised them and the message that told them. */
export interface AlertOutbox {
  /** By consistent read, in no order that means anything. */
  listPending(): AsyncIterable<OutboxEntry>;
  /** Takes them out of what is pending and keeps them, all or none; again it is harmless. At most 50. */
  markSent(sent: readonly SentAlert[]): Promise<void>;
  /** Takes a question out of what is pending; its suggestion stays. */
  removeQuestion(question: SuggestionQuestion): Promise<void>;
}

/** The alerts that were told in a week, by the day of telling in UTC. */
export interface SentAlerts {
  listSent(mondayDate: MondayDate): AsyncIterable<SentAlert>;
}
