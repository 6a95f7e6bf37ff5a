import type { BudgetAlert } from '../../../core/budgets/alert.ts';
import type { OutboxEntry, SentAlert } from '../../../core/budgets/alert-outbox.ts';
import { decodeJson, encodeJson } from '../../../core/values/codec.ts';
import { mondayOf } from '../../../core/values/week.ts';
import type { Key } from '../keys.ts';
import { outboxKey, sentKey } from './keys.ts';

/** What an item of the outbox is of; others are told by other means. */
const ALERT = 'ALERT';

/** What waits to be told, of any kind. */
export interface OutboxItem extends Key {
  readonly kind: string;
  readonly raisedAt: string;
  /** Encoded, of an ALERT. */
  readonly alert?: string;
}

export interface SentItem extends Key {
  readonly state: 'SENT';
  readonly cwoId: string;
  readonly messageId: string;
  readonly sentAt: string;
  readonly alert: string;
}

export function toOutboxItem(alert: BudgetAlert): OutboxItem & { readonly cwoId: string } {
  const { alertId, cwoId, raisedAt } = alert;
  return { ...outboxKey(alertId), kind: ALERT, cwoId, raisedAt, alert: encodeJson(alert) };
}

export function toOutboxEntry({ sk, kind, raisedAt, alert }: OutboxItem): OutboxEntry {
  if (kind !== ALERT || alert === undefined) return { kind: 'OTHER', id: sk, raisedAt };
  return { kind, raisedAt, alert: decodeJson(alert) };
}

export function toSentItem({ alert, messageId, sentAt }: SentAlert): SentItem {
  const { alertId, cwoId } = alert;
  const key = sentKey(mondayOf(sentAt.slice(0, 10)), alertId);
  return { ...key, state: 'SENT', cwoId, messageId, sentAt, alert: encodeJson(alert) };
}

export function toSentAlert({ alert, messageId, sentAt }: SentItem): SentAlert {
  return { alert: decodeJson(alert), messageId, sentAt };
}
