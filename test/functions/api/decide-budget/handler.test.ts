import type { APIGatewayProxyEventV2WithJWTAuthorizer, Context } from 'aws-lambda';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryDecisionAws } from '../../../doubles/memory-decision-aws.ts';

const mocked = vi.hoisted(() => ({ aws: {} as object }));

vi.mock('../../../../adapters/aws/clients.ts', () => ({
  RequestMeter: class {},
  AwsClients: class {
    constructor() {
      Object.assign(this, mocked.aws);
    }
  },
}));

let aws: MemoryDecisionAws;

beforeEach(() => {
  aws = new MemoryDecisionAws();
  mocked.aws = aws;
  vi.resetModules();
  MemoryDecisionAws.stubEnvironment();
});

type Route = 'decide-budget' | 'read-budget' | 'read-suggestion';
type Claims = Readonly<Record<string, string>>;

async function call(route: Route, claims: Claims, { cwoId = 'C1', headers = {}, body }: Sent = {}) {
  const { handler } = await import(`../../../../functions/api/${route}/handler.ts`);
  const requestContext = { authorizer: { jwt: { claims } } };
  const event = { pathParameters: { cwoId }, requestContext, headers, body, isBase64Encoded: false };
  const context = { functionName: route, getRemainingTimeInMillis: () => 1000 };
  return handler(event as unknown as APIGatewayProxyEventV2WithJWTAuthorizer, context as unknown as Context);
}

interface Sent {
  readonly cwoId?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const pm = { sub: 'E9', tokenledger_role: 'pm' };
const decision = { headers: { 'if-match': '"0"' }, body: '{"kind":"SET","tokensTotal":9007199254740993}' };
const NO_STORE = { 'cache-control': 'no-store' };

describe('the budget API', () => {
  it('decides as the PM asks, to the last digit, and starts the alerts', async () => {
    const answer = await call('decide-budget', pm, decision);

    expect(answer).toMatchObject({
      statusCode: 200,
      headers: { ...NO_STORE, etag: '"1"', 'content-type': 'application/json' },
    });
    expect(answer.body).toContain('"tokensTotal":9007199254740993');
    expect(answer.body).toContain('"decidedBy":"E9"');
    expect(aws.sent('InvokeCommand')).toHaveLength(1);
  });

  it('tells the budget and the suggestion', async () => {
    const budget = await call('read-budget', pm);
    const suggested = await call('read-suggestion', pm);

    expect([budget.statusCode, suggested.statusCode]).toEqual([200, 200]);
    expect(JSON.parse(budget.body)).toMatchObject({ cwoId: 'C1', suggestion: JSON.parse(suggested.body) });
  });

  it.each(['decide-budget', 'read-budget', 'read-suggestion'] as const)(
    'refuses strangers with nothing but the status, before anything is written: %s',
    async (route) => {
      const refused = { statusCode: 403, headers: NO_STORE };

      expect(await call(route, { sub: 'E8', tokenledger_role: 'pm' }, decision)).toEqual(refused);
      expect(await call(route, { sub: 'E8', tokenledger_role: 'pm' }, { ...decision, cwoId: 'C9' })).toEqual(refused);
      expect(await call(route, { sub: 'E9', tokenledger_role: 'admin' }, decision)).toEqual(refused);
      expect(await call(route, { tokenledger_role: 'finance' }, decision)).toEqual(refused);
      expect((await call(route, pm, { ...decision, cwoId: 'C 1' })).statusCode).toBe(400);
      expect(aws.sent('TransactWriteCommand')).toEqual([]);
    },
  );

  it('names the id where that is malformed', async () => {
    const { body } = await call('decide-budget', pm, { ...decision, cwoId: 'C 1' });

    expect(JSON.parse(body)).toEqual({
      message: 'cwoId is no id',
      faults: [{ field: 'cwoId', message: 'is no id' }],
    });
  });
});
