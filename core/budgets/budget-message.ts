import type { Audience } from './alert-text.ts';
import type { AlertLevel } from './thresholds.ts';

/** What a subscription's filter policy looks at. */
export interface MessageAttributes {
  readonly audience: Audience;
  /** The highest of the alerts; null where there are none. */
  readonly level: AlertLevel | null;
  /** Of a message to a PM. */
  readonly pmEmail: string | null;
  readonly cwoIds: readonly string[];
  readonly projectIds: readonly string[];
  /** Whether the figure of any alert rests for more than half on what is ESTIMATED; null where there are none. */
  readonly provisional: boolean | null;
}

/** What one recipient is told: by a text for e-mail, and by a body for programs. */
export interface BudgetMessage<Body> {
  /** The same for the same to the same recipient, however often it is sent. */
  readonly messageId: string;
  readonly subject: string;
  readonly text: string;
  readonly body: Body;
  readonly attributes: MessageAttributes;
}

/** Publishes to whoever has subscribed. */
export interface BudgetMessages {
  publish(message: BudgetMessage<unknown>): Promise<void>;
}
