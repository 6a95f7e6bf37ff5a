import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { HmacDecisionLinks } from '../../../../adapters/links/decision-links.ts';
import { linkAt } from '../../../../core/budgets/decision-link.ts';
import { leftBehind } from '../../../doubles/left-behind.ts';
import { MemoryDecisionAws } from '../../../doubles/memory-decision-aws.ts';
import { suggestion } from '../../../worlds/suggestions.ts';

const mocked = vi.hoisted(() => ({ aws: {} as object }));

vi.mock('../../../../adapters/aws/clients.ts', () => ({
  RequestMeter: class {},
  AwsClients: class {
    constructor() {
      Object.assign(this, mocked.aws);
    }
  },
}));

const LINK = { cwoId: 'C1', suggestionId: suggestion().suggestionId, pmEmployeeId: 'E9', seenVersion: 0 };

let aws: MemoryDecisionAws;
let token: string;

beforeEach(async () => {
  aws = new MemoryDecisionAws();
  mocked.aws = aws;
  vi.resetModules();
  MemoryDecisionAws.stubEnvironment();
  token = await new HmacDecisionLinks(async () => 'the key of the tests').sign(linkAt(new Date().toISOString(), LINK));
});

async function call(method: 'GET' | 'POST', by: string, body?: string, isBase64Encoded = false) {
  const { handler } = await import('../../../../functions/api/decide-by-link/handler.ts');
  const event = {
    pathParameters: { token: by },
    requestContext: { http: { method } },
    headers: {},
    body,
    isBase64Encoded,
  };
  const context = { functionName: 'decide-by-link', getRemainingTimeInMillis: () => 1000 };
  return handler(event as unknown as APIGatewayProxyEventV2, context as unknown as Context);
}

describe('the pages of a link', () => {
  it.each([
    ['the form', 'GET', undefined, 200],
    ['what was decided', 'POST', 'kind=SKIPPED', 200],
    ['the form again', 'POST', 'kind=ADJUSTED&tokensTotal=none', 422],
  ] as const)(
    'take no script, nothing from elsewhere, no frame, and are kept nowhere: %s',
    async (_, method, body, status) => {
      const { statusCode, headers, body: page = '' } = await call(method, token, body);

      const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(page) ?? [];
      const hash = createHash('sha256').update(style).digest('base64');
      expect(statusCode).toBe(status);
      expect(headers).toEqual({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
      expect(page).not.toMatch(/<script|<link|<img|src=|https?:|style=|onclick/);
      expect(page).not.toContain(token);
    },
  );

  it('that lead nowhere have the same headers as well', async () => {
    const [read, sent, none] = [
      await call('GET', 'x'),
      await call('POST', `${token}x`, 'kind=SKIPPED'),
      await call('GET', ''),
    ];

    expect(read.statusCode).toBe(404);
    expect(sent).toEqual(read);
    expect(none).toEqual(read);
    expect(aws.sent('TransactWriteCommand')).toEqual([]);
  });

  it('take a form that the gateway has encoded, and start the alerts once it is decided', async () => {
    const body = Buffer.from('kind=ADJUSTED&tokensPerWeek=40000&note=zwei+%C3%BCber').toString('base64');

    expect(await call('POST', token, body, true)).toMatchObject({ statusCode: 200 });

    const [{ TransactItems }] = aws.sent('TransactWriteCommand');
    const decision = TransactItems.find(({ Put }: { Put?: { Item: { sk: string } } }) =>
      Put?.Item.sk.startsWith('DECISION#'),
    );
    expect(decision.Put.Item).toMatchObject({ kind: 'ADJUSTED', decidedBy: 'E9', note: 'zwei über' });
    expect(aws.requests.at(-1)?.name).toBe('InvokeCommand');
    expect(aws.sent('InvokeCommand')).toMatchObject([{ FunctionName: 'send-alerts', InvocationType: 'Event' }]);
  });
});

describe('what the function leaves behind', () => {
  it('in logs and traces is neither the token nor who decided what', async () => {
    const { tracer } = await import('../../../../functions/runtime/telemetry.ts');
    const texts = leftBehind(tracer);

    await call('GET', token);
    await call('POST', token, 'kind=ADJUSTED&tokensPerWeek=40123');
    vi.restoreAllMocks();

    for (const word of [token, token.split('.')[0] as string, 'E9', 'Fintech', '40123'])
      expect(texts()).not.toContain(word);
  });
});
