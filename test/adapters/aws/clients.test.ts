import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AwsClients, PATIENT_ATTEMPTS_MAX, RequestMeter } from '../../../adapters/aws/clients.ts';
import { json, type Reply, startServer } from '../../doubles/scripted-server.ts';

const KEY = { pk: 'a', sk: 'b' };

/** The engine's way of saying "try again". */
const throttled: Reply = (response) =>
  response
    .writeHead(400, { 'content-type': 'application/x-amz-json-1.0' })
    .end('{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"slow down"}');

/** The SDK's pauses between tries pass at once. */
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.setTimerTickMode('nextTimerAsync');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  vi.stubEnv('AWS_REGION', 'us-east-1');
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

async function connect(...replies: Reply[]) {
  const server = await startServer(...replies);
  vi.stubEnv('AWS_ENDPOINT_URL', server.url);
  const meter = new RequestMeter();
  return { server, meter, clients: new AwsClients(meter) };
}

describe('the request meter', () => {
  it('counts requests of all clients, retries included', async () => {
    const { server, meter, clients } = await connect(throttled, throttled, json({}));
    const calls = meter.since();

    await clients.dynamodb().send(new GetCommand({ TableName: 'ledger', Key: KEY }));

    expect(server.requests).toHaveLength(3);
    expect(calls.calls()).toBe(3);
  });

  it('counts an invocation from its start, as a warm function serves many', async () => {
    const { meter, clients } = await connect(json({}));
    const dynamodb = clients.dynamodb();
    await dynamodb.send(new GetCommand({ TableName: 'ledger', Key: KEY }));

    const second = meter.since();
    await dynamodb.send(new GetCommand({ TableName: 'ledger', Key: KEY }));

    expect(second.calls()).toBe(1);
  });

  it('counts the four tries of a call that is given up', async () => {
    const { server, meter, clients } = await connect(throttled);
    const calls = meter.since();

    const given = clients.dynamodb().send(new GetCommand({ TableName: 'ledger', Key: KEY }));

    await expect(given).rejects.toThrow('slow down');
    expect(server.requests).toHaveLength(4);
    expect(calls.calls()).toBe(4);
  });

  it('counts the ten tries that a function of minutes has', async () => {
    const { server, meter } = await connect(throttled);
    const clients = new AwsClients(meter, PATIENT_ATTEMPTS_MAX);

    const given = clients.dynamodb().send(new GetCommand({ TableName: 'ledger', Key: KEY }));

    await expect(given).rejects.toThrow('slow down');
    expect(server.requests).toHaveLength(10);
  });
});

describe('numbers of the tables', () => {
  it.each<[string, number | bigint]>([
    ['7', 7],
    ['-5', -5],
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 9007199254740993n],
    ['-9223372036854775808', -9223372036854775808n],
  ])('(%s) come back exactly', async (text, value) => {
    const { clients } = await connect(json({ Item: { tokens: { N: text } } }));

    const { Item } = await clients.dynamodb().send(new GetCommand({ TableName: 'ledger', Key: KEY }));

    expect(Item).toEqual({ tokens: value });
  });

  it('go there exactly', async () => {
    const { server, clients } = await connect(json({}));

    await clients.dynamodb().send(new PutCommand({ TableName: 'ledger', Item: { ...KEY, tokens: 2n ** 63n - 1n } }));

    expect(JSON.parse(server.requests[0]?.body ?? '').Item.tokens).toEqual({ N: '9223372036854775807' });
  });
});
