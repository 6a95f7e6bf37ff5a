import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { SnsAlertMessages } from '../../../adapters/sns/alert-messages.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { type AlertGroup, toAlertMessage } from '../../../core/budgets/alert-message.ts';
import { budgetAlert, byId, knownCwo } from '../../worlds/budget-alerts.ts';

const sns = mockClient(SNSClient);
const messages = new SnsAlertMessages(new SNSClient({}), 'arn:topic');
const ALERT = budgetAlert({ actual: 2n ** 53n + 1n, budget: 2n ** 54n });
const TO_PM: AlertGroup = { audience: 'PM', recipient: 'pm@example.com', alerts: [ALERT] };

async function publish(group: AlertGroup, cwos = byId(knownCwo())) {
  await messages.publish(toAlertMessage(group, { cwos, budgetUrl: 'https://api.example.com', sha256 }));
  return sns.commandCalls(PublishCommand)[0]?.args[0].input;
}

beforeEach(() => {
  sns.reset();
  sns.on(PublishCommand).resolves({});
});

describe('a message on the topic', () => {
  it('has text for e-mail and JSON, exact, for every other subscriber', async () => {
    const input = await publish(TO_PM);

    expect(input).toMatchObject({
      TopicArn: 'arn:topic',
      Subject: 'AI budget: 1 work order needs a look (highest 50 %)',
      MessageStructure: 'json',
    });
    const parts = JSON.parse(input?.Message ?? '');
    expect(parts.default).toContain(
      '"budget":18014398509481984,"actual":9007199254740993,"remaining":9007199254740991',
    );
    expect(parts.email).toContain('9,007,199,254,740,993 tokens of 18,014,398,509,481,984 tokens used');
  });

  it('has attributes, lists among them', async () => {
    expect((await publish(TO_PM))?.MessageAttributes).toEqual({
      audience: { DataType: 'String', StringValue: 'PM' },
      level: { DataType: 'String', StringValue: 'ESCALATE' },
      pmEmail: { DataType: 'String', StringValue: 'pm@example.com' },
      cwoIds: { DataType: 'String.Array', StringValue: '["C1"]' },
      projectIds: { DataType: 'String.Array', StringValue: '["P1"]' },
      provisional: { DataType: 'String', StringValue: 'false' },
    });
  });

  it('has no attribute of what there is none of', async () => {
    const input = await publish({ ...TO_PM, audience: 'ESCALATION', recipient: '' }, new Map());

    expect(Object.keys(input?.MessageAttributes ?? {})).toEqual(['audience', 'level', 'cwoIds', 'provisional']);
  });
});
