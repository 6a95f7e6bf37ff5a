import type { BudgetAlert } from '../../../core/budgets/alert.ts';
import type { OutboxEntry, SentAlert, SuggestionQuestion } from '../../../core/budgets/alert-outbox.ts';
import type { BudgetSuggestion } from '../../../core/budgets/suggestion.ts';
import { decodeJson, encodeJson } from '../../../core/values/codec.ts';
import { mondayOf } from '../../../core/values/week.ts';
import type { Key } from '../keys.ts';
import { outboxKey, sentKey } from './keys.ts';

/** What waits to be told. */
export type OutboxItem = Key & (AlertItem | SuggestionQuestion);

interface AlertItem {
  readonly kind: 'ALERT';
  readonly raisedAt: string;
  readonly cwoId: string;
  readonly alert: string;
}

export interface SentItem extends Key {
  readonly state: 'SENT';
  readonly cwoId: string;
  readonly messageId: string;
  readonly sentAt: string;
  readonly alert: string;
}

export function toOutboxItem(alert: BudgetAlert): OutboxItem {
  const { alertId, cwoId, raisedAt } = alert;
  return { ...outboxKey(alertId), kind: 'ALERT', cwoId, raisedAt, alert: encodeJson(alert) };
}

export function toQuestionItem({ cwoId, suggestionId, createdAt }: BudgetSuggestion): OutboxItem {
  return { ...outboxKey(suggestionId), kind: 'SUGGESTION', raisedAt: createdAt, cwoId, suggestionId };
}

export function toOutboxEntry(item: OutboxItem): OutboxEntry {
  const { kind, raisedAt, cwoId } = item;
  if (kind === 'ALERT') return { kind, raisedAt, alert: decodeJson(item.alert) };
  return { kind, raisedAt, cwoId, suggestionId: item.suggestionId };
}

export function toSentItem({ alert, messageId, sentAt }: SentAlert): SentItem {
  const { alertId, cwoId } = alert;
  const key = sentKey(mondayOf(sentAt.slice(0, 10)), alertId);
  return { ...key, state: 'SENT', cwoId, messageId, sentAt, alert: encodeJson(alert) };
}

export function toSentAlert({ alert, messageId, sentAt }: SentItem): SentAlert {
  return { alert: decodeJson(alert), messageId, sentAt };
}
