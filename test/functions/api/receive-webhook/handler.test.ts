import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { leftBehind } from '../../../doubles/left-behind.ts';
import { type Delivery, deliver, FOREIGN_SECRET, SECRET, timesheetEvent } from '../../../worlds/webhooks/deliveries.ts';

const WEEK = { employeeId: 'E1', mondayDate: '2026-11-16' };
const CWO_EVENT = { type: 'cwo.updated', timestamp: '2026-11-20T17:05:00Z', data: { cwoId: 'C1' } };
const sent = vi.hoisted((): unknown[] => []);
const live = vi.hoisted(() => ({ secret: '' }));

vi.mock('../../../../adapters/aws/clients.ts', () => ({
  RequestMeter: class {},
  AwsClients: class {
    secrets = () => ({ send: async () => ({ SecretString: live.secret }) });
    sqs = () => ({ send: async ({ input }: { input: unknown }) => ({ Successful: sent.push(input) }) });
  },
}));

let handler: Awaited<ReturnType<typeof startHandler>>;

beforeAll(async () => {
  vi.stubEnv('WEBHOOK_SECRET_NAME', 'webhook-secret');
  vi.stubEnv('CHANGE_QUEUE_URL', 'https://changes');
  vi.stubEnv('CWO_QUEUE_URL', 'https://cwos');
  live.secret = SECRET;
  handler = await startHandler();
});

beforeEach(() => {
  sent.length = 0;
});

function receive({ headers, body }: Delivery, isBase64Encoded = false) {
  const event = { headers, body: body.toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded };
  return handler(event as unknown as APIGatewayProxyEventV2, { functionName: 'receive-webhook' } as Context);
}

/** The handler as it starts anew, with nothing read. */
async function startHandler() {
  vi.resetModules();
  return (await import('../../../../functions/api/receive-webhook/handler.ts')).handler;
}

describe('the webhook door', () => {
  it.each([
    ['as text', false],
    ['as base64, which is undone before anything is checked', true],
  ])('takes a delivery that the gateway hands over %s', async (_, isBase64Encoded) => {
    expect(await receive(deliver({ body: timesheetEvent(WEEK) }), isBase64Encoded)).toEqual({ statusCode: 202 });
    expect(sent).toEqual([{ QueueUrl: 'https://changes', MessageBody: '2026-11-16#E1' }]);
  });

  it('hands a CWO to the queue of CWOs', async () => {
    expect(await receive(deliver({ body: CWO_EVENT }))).toEqual({ statusCode: 202 });
    expect(sent).toEqual([{ QueueUrl: 'https://cwos', Entries: [{ Id: '0', MessageBody: 'C1' }] }]);
  });

  it('says no more than the status of what it does not take', async () => {
    expect(await receive(deliver({ body: CWO_EVENT, secrets: [FOREIGN_SECRET] }))).toEqual({ statusCode: 401 });
    expect(await receive(deliver({ body: 'no JSON' }))).toEqual({ statusCode: 400 });
    expect(sent).toEqual([]);
  });

  it('leaves no word of a delivery in logs and traces, taken or not', async () => {
    const { tracer } = await import('../../../../functions/runtime/telemetry.ts');
    const texts = leftBehind(tracer);
    const secretly = { ...WEEK, employeeId: 'somebody@example.com' };

    await receive(deliver({ body: timesheetEvent(secretly) }));
    await receive(deliver({ body: timesheetEvent(secretly), secrets: [FOREIGN_SECRET] }));
    await receive(deliver({ body: `{"employeeId":"${secretly.employeeId}"` }));
    vi.restoreAllMocks();

    expect(texts()).toContain('delivery not taken');
    expect(texts()).not.toContain(secretly.employeeId);
    expect(texts()).not.toContain('v1,');
  });
});

describe('a webhook secret that is none', () => {
  const TOO_SHORT = `whsec_${Buffer.alloc(23, 7).toString('base64')}`;

  beforeEach(async () => {
    vi.useFakeTimers({ now: new Date('2026-11-24T06:00:00Z'), toFake: ['Date'] });
    live.secret = `${SECRET} ${TOO_SHORT}`;
    handler = await startHandler();
    return () => vi.useRealTimers();
  });

  it('is told by one line that says which and why, and not the text', async () => {
    const { tracer } = await import('../../../../functions/runtime/telemetry.ts');
    const texts = leftBehind(tracer);

    const { statusCode } = (await receive(deliver({ body: CWO_EVENT }))) as { statusCode: number };
    vi.restoreAllMocks();

    expect(statusCode).toBe(503);
    expect(texts().match(/webhook secret 2 of 2 holds 23 bytes/g)).toHaveLength(1);
    expect(texts()).not.toMatch(/whsec_|BwcHBw/);
  });

  it('lets deliveries pass ten seconds after it was put right', async () => {
    expect(await receive(deliver({ body: CWO_EVENT }))).toEqual({ statusCode: 503 });
    live.secret = SECRET;

    vi.advanceTimersByTime(10_000);
    expect(await receive(deliver({ body: CWO_EVENT }))).toEqual({ statusCode: 202 });
  });
});
