import type { BudgetMessage, BudgetMessages } from '../../../core/budgets/budget-message.ts';
import type { OperatorMessages } from '../../../core/runs/operator-messages.ts';
import { toExactJson } from '../../../core/values/codec.ts';

export interface TellPorts {
  readonly messages: BudgetMessages;
  readonly operators: OperatorMessages;
}

export interface AlertSettings {
  /** Addresses that the stack itself has subscribed, to what is escalated and to what is theirs as PMs. */
  readonly escalationEmails: readonly string[];
  /** Of the API that shows a CWO's budget, without a slash at the end. */
  readonly budgetUrl: string;
  /** To which the token of a link is added. */
  readonly decisionPageUrl: string;
  /** Where operators read the documentation. */
  readonly docsUrl: string;
}

/** Publishes a message to whoever it is for; operators have a topic of their own. */
export function tell(
  message: BudgetMessage<object>,
  { messages, operators }: TellPorts,
  { docsUrl }: AlertSettings,
): Promise<void> {
  const { attributes, subject, body } = message;
  if (attributes.audience !== 'OPERATORS') return messages.publish(message);
  const repair = `${docsUrl}/runbook.md#a-work-order-without-a-manager`;
  return operators.send({ subject, body: toExactJson({ ...body, repair }, 2) });
}
