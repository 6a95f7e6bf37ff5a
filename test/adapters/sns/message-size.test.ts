import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { SnsAlertMessages } from '../../../adapters/sns/alert-messages.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { ALERTS_MAX, toAlertMessage } from '../../../core/budgets/alert-message.ts';
import { budgetAlert, byId, knownCwo } from '../../worlds/budget-alerts.ts';

const BYTES_MAX = 262_144;
const LARGE = 2n ** 63n - 1n;
const pad = (at: number) => String(at).padStart(64, 'X');

describe('the largest message', () => {
  it.each([
    ['of control characters', '\u0001'],
    ['of characters of four bytes', '👍'],
    ['of tags that cannot be seen', '\u{e0041}'],
    ['of halves of characters', '\ud800'],
    ['of quotes', '"'],
  ])('fits SNS with names %s', async (_, character) => {
    const name = character.repeat(1000);
    const roles = Array.from({ length: 20 }, () => ({ role: name, tokens: LARGE, people: 1_000_000 }));
    const alerts = Array.from({ length: ALERTS_MAX }, (_unused, at) => {
      const figures = { budget: LARGE, actual: LARGE, estimated: LARGE, costUsd4: LARGE };
      return budgetAlert({ cwoId: pad(at), ...figures, roles });
    });
    const cwos = byId(...alerts.map(({ cwoId }) => knownCwo({ cwoId, name, projectId: cwoId, clientId: cwoId })));
    const budgetUrl = `https://${'a'.repeat(300)}.example.com`;
    const group = { audience: 'PM', recipient: `${'a'.repeat(242)}@example.com`, alerts } as const;
    const sns = mockClient(SNSClient);
    sns.on(PublishCommand).resolves({});

    await new SnsAlertMessages(new SNSClient({}), 'arn:topic').publish(
      toAlertMessage(group, { cwos, budgetUrl, sha256 }),
    );

    const { Message = '', MessageAttributes } = sns.commandCalls(PublishCommand)[0]?.args[0].input ?? {};
    const size = Buffer.byteLength(Message) + Buffer.byteLength(JSON.stringify(MessageAttributes));
    expect(size).toBeLessThan(BYTES_MAX);
    expect(size).toBeGreaterThan(50_000);
  });
});
