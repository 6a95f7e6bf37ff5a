import type { APIGatewayProxyEventV2WithJWTAuthorizer, Context } from 'aws-lambda';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { leftBehind } from '../../../doubles/left-behind.ts';
import { AUDITED_MONDAY, auditedWeek } from '../../../histories/model/audited-week.ts';
import type { System } from '../../../histories/model/system.ts';

/** E1 has work on C1, which PM-1 manages; their audit names a source that nobody else may see. */
const WEEK = { employeeId: 'E1', mondayDate: AUDITED_MONDAY };
const CWO_TABLE = 'cwos';
const aws = vi.hoisted(() => ({ dynamodb: {}, s3: {} }));

vi.mock('../../../../adapters/aws/clients.ts', () => ({
  RequestMeter: class {},
  AwsClients: class {
    dynamodb = () => aws.dynamodb;
    s3 = () => aws.s3;
  },
}));

beforeAll(async () => {
  const { system } = await auditedWeek();
  aws.dynamodb = { send: (command: Command) => answerOf(command, system) };
  aws.s3 = system.evidenceBucket.client;
  vi.stubEnv('ALLOCATION_TABLE', 'allocations');
  vi.stubEnv('CWO_TABLE', CWO_TABLE);
  vi.stubEnv('EVIDENCE_BUCKET', 'evidence');
});

interface Command {
  readonly input: { readonly RequestItems?: Readonly<Record<string, unknown>> };
}

async function answerOf(command: Command, { table }: System): Promise<unknown> {
  const isOfCwos = command.input.RequestItems?.[CWO_TABLE] !== undefined;
  return isOfCwos ? { Responses: { [CWO_TABLE]: [{ cwoId: 'C1', pmEmployeeId: 'PM-1' }] } } : table.send(command);
}

/** The handler as it starts where this claim names the employee. */
async function handlerWith(employeeClaim: string) {
  vi.resetModules();
  vi.stubEnv('EMPLOYEE_CLAIM', employeeClaim);
  return (await import('../../../../functions/api/read-audit/handler.ts')).handler;
}

let handler: Awaited<ReturnType<typeof handlerWith>>;

beforeEach(async () => {
  handler = await handlerWith('sub');
});

type Claims = Readonly<Record<string, unknown>>;

async function ask(claims: Claims, path: Readonly<Record<string, string>> = WEEK, handle = handler) {
  const event = { pathParameters: path, requestContext: { authorizer: { jwt: { claims } } }, headers: {} };
  const context = { functionName: 'read-audit', getRemainingTimeInMillis: () => 1000 };
  const asked = event as unknown as APIGatewayProxyEventV2WithJWTAuthorizer;
  return handle(asked, context as unknown as Context);
}

const finance = { sub: 'FIN-1', tokenledger_role: 'finance' };

describe('the audit API', () => {
  it('answers with the audit of the week that the path names', async () => {
    const { statusCode, headers, body } = await ask(finance);

    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({ 'content-type': 'application/json' });
    expect(JSON.parse(body ?? '')).toMatchObject({
      employeeId: 'E1',
      weekStartDate: AUDITED_MONDAY,
      revisions: [{ revision: 1 }, { revision: 2 }, { revision: 3 }],
    });
  });

  it.each<[number, Claims, Readonly<Record<string, string>>]>([
    [200, finance, WEEK],
    [400, finance, { ...WEEK, mondayDate: '2026-11-17' }],
    [403, { sub: 'E2', tokenledger_role: 'employee' }, WEEK],
    [404, finance, { ...WEEK, employeeId: 'NOBODY' }],
  ])('lets nobody on the way keep an answer of %i', async (status, claims, path) => {
    const { statusCode, headers } = await ask(claims, path);

    expect(statusCode).toBe(status);
    expect(headers).toMatchObject({ 'cache-control': 'no-store' });
  });

  it('gives a PM the own lines and not those of others', async () => {
    const { statusCode, body } = await ask({ sub: 'PM-1', tokenledger_role: 'pm' });

    expect(statusCode).toBe(200);
    expect(body).toContain('"C1"');
    expect(body).not.toContain('"C2"');
  });
});

describe('who asks', () => {
  it.each([
    ['no role', { sub: 'E1' }],
    ['an empty role', { sub: 'E1', tokenledger_role: '' }],
    ['a role that nobody has', { sub: 'E1', tokenledger_role: 'admin' }],
    ['several roles', { sub: 'E1', tokenledger_role: '[employee finance]' }],
  ])('with %s is shown nothing, not even the own week', async (_, claims) => {
    expect(await ask(claims)).toEqual({ statusCode: 403, headers: { 'cache-control': 'no-store' } });
  });

  it('is told by the token and never by the path', async () => {
    expect(await ask({ sub: 'E2', tokenledger_role: 'employee' })).toMatchObject({ statusCode: 403 });
    expect(await ask({ tokenledger_role: 'employee' })).toMatchObject({ statusCode: 403 });
  });

  it('is told by the claim that the configuration names, and by no other', async () => {
    const byEmployeeId = await handlerWith('employee_id');
    const pairwise = { sub: 'pairwise-7f3a', tokenledger_role: 'employee' };

    expect(await ask({ ...pairwise, employee_id: 'E1' }, WEEK, byEmployeeId)).toMatchObject({ statusCode: 200 });
    expect(await ask({ ...pairwise, sub: 'E1' }, WEEK, byEmployeeId)).toMatchObject({ statusCode: 403 });
    expect(await ask({ ...pairwise, employee_id: 'E1' })).toMatchObject({ statusCode: 403 });
  });
});

describe('what the function leaves behind', () => {
  it('in logs and traces names nobody and no figure, whatever it answers', async () => {
    const { tracer } = await import('../../../../functions/runtime/telemetry.ts');
    const texts = leftBehind(tracer);

    const { statusCode } = await ask(finance);
    await ask({ ...finance, tokenledger_role: 'admin' });
    vi.restoreAllMocks();

    expect(statusCode).toBe(200);
    for (const word of ['E1', 'FIN-1', '13.3334', 'revisions', AUDITED_MONDAY]) expect(texts()).not.toContain(word);
  });
});
