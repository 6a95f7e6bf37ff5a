import { type MessageAttributeValue, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { BudgetMessage, BudgetMessages, MessageAttributes } from '../../core/budgets/budget-message.ts';
import { toExactJson } from '../../core/values/codec.ts';

/** The topic of budget alerts: text for e-mail, JSON for every other subscriber, attributes for their filter policies. */
export class SnsAlertMessages implements BudgetMessages {
  readonly #sns: SNSClient;
  readonly #topicArn: string;

  constructor(sns: SNSClient, topicArn: string) {
    this.#sns = sns;
    this.#topicArn = topicArn;
  }

  async publish({ subject, text, body, attributes }: BudgetMessage<unknown>): Promise<void> {
    await this.#sns.send(
      new PublishCommand({
        TopicArn: this.#topicArn,
        Subject: subject,
        MessageStructure: 'json',
        Message: JSON.stringify({ default: toExactJson(body, 0), email: text }),
        MessageAttributes: toAttributes(attributes),
      }),
    );
  }
}

function toAttributes(attributes: MessageAttributes): Record<string, MessageAttributeValue> {
  const { audience, level, pmEmail, cwoIds, projectIds, provisional } = attributes;
  return {
    audience: word(audience),
    ...(level !== null && { level: word(level) }),
    ...(pmEmail !== null && { pmEmail: word(pmEmail) }),
    cwoIds: list(cwoIds),
    // An empty list is no attribute.
    ...(projectIds.length > 0 && { projectIds: list(projectIds) }),
    ...(provisional !== null && { provisional: word(String(provisional)) }),
  };
}

function word(StringValue: string): MessageAttributeValue {
  return { DataType: 'String', StringValue };
}

function list(values: readonly string[]): MessageAttributeValue {
  return { DataType: 'String.Array', StringValue: JSON.stringify(values) };
}
