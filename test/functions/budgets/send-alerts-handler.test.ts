import { SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { toOutboxItem } from '../../../adapters/dynamodb/budgets/outbox-items.ts';
import { leftBehind } from '../../doubles/left-behind.ts';
import { type MemoryAws, memoryAws } from '../../doubles/memory-aws.ts';
import { budgetAlert, knownCwo } from '../../worlds/budget-alerts.ts';

const ENVIRONMENT = {
  AWS_REGION: 'eu-central-1',
  POWERTOOLS_SERVICE_NAME: 'tokenledger-test',
  BUDGET_TABLE: 'budgets',
  CWO_TABLE: 'cwos',
  RUN_BUCKET: 'runs-of-test',
  ALERT_TOPIC_ARN: 'arn:aws:sns:alerts',
  OPERATOR_TOPIC_ARN: 'arn:aws:sns:operators',
  ESCALATION_EMAILS: '["chief@example.com"]',
  BUDGET_URL: 'https://api.example.com',
  DECISION_PAGE_URL: 'https://pages.example.com/budget-decisions',
  LINK_KEY_SECRET_NAME: 'link-key',
  DOCS_URL: 'https://docs.example.com',
};
const CONTEXT = { functionName: 'sender', getRemainingTimeInMillis: () => 60_000 } as unknown as Context;
const EVENT = { run: null, reconciledKey: null };
let aws: MemoryAws;

beforeEach(() => {
  vi.resetModules();
  aws = memoryAws();
  for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value);
});

/** An alert of C1 has waited for two hours, and nobody but its PM and the escalation list is to be told. */
async function invoke(event: unknown) {
  const put = (table: string, item: Record<string, unknown>) => {
    (aws.items as Map<string, unknown>).set(
      JSON.stringify(item.pk === undefined ? [table, item.cwoId] : [table, item.pk, item.sk]),
      item,
    );
  };
  put('budgets', { ...toOutboxItem(budgetAlert({ raisedAt: new Date(Date.now() - 7_200_000).toISOString() })) });
  put('cwos', { ...knownCwo() });
  const { handler } = await import('../../../functions/budgets/send-alerts/handler.ts');
  const { tracer } = await import('../../../functions/runtime/telemetry.ts');
  const texts = leftBehind(tracer);
  const result = await handler(event as never, CONTEXT).catch((error: Error) => error);
  vi.restoreAllMocks();
  return { result, texts: texts() };
}

/** What is emitted, for this stack. */
function waitIn(texts: string): string {
  const emitted = texts.split('\n').find((line) => line.includes('"CloudWatchMetrics"'));
  const { AlertWaitSeconds: seconds, service } = JSON.parse(emitted ?? '');
  return seconds >= 7200 && seconds < 7300 && service === 'tokenledger-test' ? 'two hours' : `${seconds} of ${service}`;
}

describe('the sender of alerts', () => {
  it('sends what waits, and emits how long it has waited, for its stack alone', async () => {
    const { result, texts } = await invoke(EVENT);

    expect(result).toMatchObject({ alerts: 1, messages: 2, effort: { invocations: 1 } });
    expect(aws.messages.map((message) => (message as { TopicArn?: string }).TopicArn)).toEqual(
      Array(2).fill('arn:aws:sns:alerts'),
    );
    expect(waitIn(texts)).toBe('two hours');
  });

  it('emits it also where SNS is down', async () => {
    mockClient(SNSClient).rejects(new Error('down'));

    const { result, texts } = await invoke(EVENT);

    expect(result).toMatchObject({ message: 'down' });
    expect(waitIn(texts)).toBe('two hours');
  });

  it('leaves no address in its log', async () => {
    const { texts } = await invoke(EVENT);

    expect(texts).toContain('subscription');
    expect(texts).not.toContain('@example.com');
  });

  it.each([
    ['an event of another step', { run: 'r1' }],
    ['nothing', {}],
  ])('refuses %s, and sends nothing', async (_, event) => {
    const { result } = await invoke(event);

    expect(result).toBeInstanceOf(Error);
    expect(aws.messages).toEqual([]);
  });
});
