import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { MONDAY, RECORDS, startService } from './support.ts';

const SECRET = `whsec_${Buffer.from('a secret of the webhook tests').toString('base64')}`;

interface Delivery {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver that answers each delivery with the next status, the last one for ever. */
async function startReceiver(...statuses: number[]) {
  const deliveries: Delivery[] = [];
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    deliveries.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    response.writeHead((statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 202).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/timesheets`;
  return { deliveries, url };
}

const sheet = (employeeId: string, action: string) => `/control/timesheets/${employeeId}/${MONDAY}/${action}`;

describe('a webhook delivery', () => {
  it('is signed, and says which thing changed and no hours', async () => {
    const { deliveries, url } = await startReceiver(202);
    const service = await startService({ webhook: { url, secret: SECRET } });
    await service.post(sheet('E1', 'reopen'));
    await service.post(sheet('E1', 'submit'));
    await service.webhooksSettled();
    expect(deliveries).toHaveLength(1);
    const { headers, body } = deliveries[0] as Delivery;
    expect(new Webhook(SECRET).verify(body, headers as Record<string, string>)).toEqual({
      type: 'timesheet.reopened',
      timestamp: expect.stringMatching(/Z$/),
      data: { employeeId: 'E1', weekStartDate: MONDAY, version: 4 },
    });
    const forged = body.replace('E1', 'E2');
    expect(() => new Webhook(SECRET).verify(forged, headers as Record<string, string>)).toThrow('signature');
  });

  it('goes out for approvals, amendments and reopenings, and for CWOs created and changed', async () => {
    const { deliveries, url } = await startReceiver(202);
    const service = await startService({ webhook: { url, secret: SECRET } });
    await service.post(sheet('E1', 'amend'), { entries: [] });
    await service.post(sheet('E1', 'reopen'));
    await service.post(sheet('E1', 'submit'));
    await service.post(sheet('E1', 'approve'));
    await service.post(sheet('E1', 'leave'), { approvedLeaveHours: '8.00' });
    await service.post('/control/allocations/A1', { plannedHoursPerWeek: '10.00' });
    await service.post('/control/cwos', { cwo: { ...RECORDS.cwos[0], cwoId: 'C4' }, roles: [] });
    await service.post('/control/cwos/C1/rename', { name: 'Payments' });
    await service.webhooksSettled();
    const events = deliveries
      .map(({ body }) => JSON.parse(body))
      .map(({ type, data }) => [type, data.cwoId ?? data.version]);
    expect(events.sort()).toEqual([
      ['cwo.created', 'C4'],
      ['cwo.updated', 'C1'],
      ['timesheet.amended', 4],
      ['timesheet.approved', 7],
      ['timesheet.reopened', 5],
    ]);
    expect(new Set(deliveries.map(({ headers }) => headers['webhook-id'])).size).toBe(5);
  });

  it('is not sent for what was refused', async () => {
    const { deliveries, url } = await startReceiver(202);
    const service = await startService({ webhook: { url, secret: SECRET } });
    await service.post(sheet('E2', 'approve'));
    await service.post('/control/cwos/C9/rename', { name: 'Payments' });
    await service.webhooksSettled();
    expect(deliveries).toEqual([]);
  });

  it('carries the host header that the receiver is known by', async () => {
    const { deliveries, url } = await startReceiver(202);
    const host = 'api.execute-api.localhost:4566';
    const service = await startService({ webhook: { url, host, secret: SECRET } });
    await service.post(sheet('E1', 'reopen'));
    await service.webhooksSettled();
    expect(deliveries[0]?.headers.host).toBe(host);
  });

  it('is sent again under the same id while the receiver is not ready', async () => {
    const { deliveries, url } = await startReceiver(503, 429, 202);
    const service = await startService({ webhook: { url, secret: SECRET } });
    await service.post(sheet('E1', 'reopen'));
    await service.webhooksSettled();
    expect(deliveries).toHaveLength(3);
    expect(new Set(deliveries.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    for (const { headers, body } of deliveries) new Webhook(SECRET).verify(body, headers as Record<string, string>);
  });

  it.each([
    [400, 1],
    [503, 5],
  ])('is given up where the receiver says %i, after %i attempts', async (status, attempts) => {
    const errors = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => errors.mockRestore());
    const { deliveries, url } = await startReceiver(status);
    const service = await startService({ webhook: { url, secret: SECRET } });
    expect((await service.post(sheet('E1', 'reopen'))).status).toBe(200);
    await service.webhooksSettled();
    expect(deliveries).toHaveLength(attempts);
    expect(errors.mock.calls.join()).toContain(`the receiver answered ${status}`);
    expect(errors.mock.calls.join()).not.toContain(SECRET);
  });
});
