import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Secret } from '../../../../adapters/aws/secret.ts';
import { StandardWebhookVerifier } from '../../../../adapters/webhooks/verifier.ts';
import { receiveWebhook } from '../../../../functions/api/receive-webhook/step.ts';
import { MemoryCwoChanges } from '../../../doubles/memory-cwo-changes.ts';
import { MemoryQueue } from '../../../doubles/recalculation-ports.ts';
import {
  type Delivery,
  deliver,
  FOREIGN_SECRET,
  OLD_SECRET,
  SECRET,
  timesheetEvent,
} from '../../../worlds/webhooks/deliveries.ts';
import { WEBHOOK_CASES } from '../../../worlds/webhooks/webhook-cases.ts';

const WEEK = { employeeId: 'E1', mondayDate: '2026-11-16' };
const QUEUED = '2026-11-16#E1';
const CWO_TYPES = ['cwo.created', 'cwo.updated'] as const;
const cwoEvent = (type: string) => ({ type, timestamp: '2026-11-20T17:05:00Z', data: { cwoId: 'C1' } });
let queue: MemoryQueue;
let cwoChanges: MemoryCwoChanges;

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-24T06:00:00.700Z'), toFake: ['Date'] });
  queue = new MemoryQueue();
  cwoChanges = new MemoryCwoChanges();
  return () => vi.useRealTimers();
});

async function receive(delivery: Delivery, secret?: Secret): Promise<number> {
  return (await reception(delivery, secret)).statusCode;
}

/** Hands the delivery over as the gateway does: a header that comes twice is joined by a comma. */
function reception({ headers, body }: Delivery, secret: Secret = async () => `${SECRET} ${OLD_SECRET}`) {
  const joined = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, typeof value === 'string' ? value : value.join(',')]],
  );
  const delivery = { headers: Object.fromEntries(joined), body };
  return receiveWebhook(delivery, { verifier: new StandardWebhookVerifier(secret), queue, cwoChanges });
}

describe('a delivery', () => {
  it.each(WEBHOOK_CASES)('with $name is answered $status', async ({ make, status, isQueued }) => {
    const delivery = make(WEEK, { current: SECRET, old: OLD_SECRET });

    const answered = await receive(delivery);

    expect({ answered, queued: queue.contents() }).toEqual({ answered: status, queued: isQueued ? [QUEUED] : [] });
  });

  it('has cases enough, each with a name of its own', () => {
    const names = WEBHOOK_CASES.map(({ name }) => name);
    expect(names.length).toBeGreaterThanOrEqual(60);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(['nobody-knows-me', '__proto__', 'constructor', 'a.b_c@d-e', 'E'.repeat(64)])(
    'names the employee %s, whom the receiver need not know',
    async (employeeId) => {
      const answered = await receive(deliver({ body: timesheetEvent({ ...WEEK, employeeId }) }));

      expect({ answered, queued: queue.contents() }).toEqual({ answered: 202, queued: [`2026-11-16#${employeeId}`] });
    },
  );

  it('that comes again is taken again', async () => {
    const delivery = deliver({ body: timesheetEvent(WEEK) });

    const answered = [await receive(delivery), await receive(delivery)];

    expect({ answered, queued: queue.contents() }).toEqual({ answered: [202, 202], queued: [QUEUED, QUEUED] });
  });

  it('with the id of another one is taken for what it says itself', async () => {
    await receive(deliver({ id: 'msg_same', body: timesheetEvent(WEEK) }));

    const answered = await receive(deliver({ id: 'msg_same', body: timesheetEvent({ ...WEEK, employeeId: 'E2' }) }));

    expect({ answered, queued: queue.contents() }).toEqual({ answered: 202, queued: [QUEUED, '2026-11-16#E2'] });
  });
});

describe('a delivery about a CWO', () => {
  it.each(CWO_TYPES)('%s names it to the queue of CWOs, and to no other', async (type) => {
    const answered = await receive(deliver({ body: cwoEvent(type) }));

    expect({ answered, asked: cwoChanges.sent, queued: queue.contents() }).toEqual({
      answered: 202,
      asked: ['C1'],
      queued: [],
    });
  });

  it('of which another sender signed nothing names nothing', async () => {
    const answered = await receive(deliver({ body: cwoEvent('cwo.updated'), secrets: [FOREIGN_SECRET] }));

    expect({ answered, asked: cwoChanges.sent }).toEqual({ answered: 401, asked: [] });
  });
});

describe('when it can take nothing', () => {
  it('asks for the delivery again if the queue refuses it', async () => {
    queue.isTaking = false;

    expect(await reception(deliver({ body: timesheetEvent(WEEK) }))).toEqual({
      statusCode: 503,
      cause: 'the queue did not take it: QueueError',
    });
  });

  it.each(CWO_TYPES)('asks for a %s again if the queue of CWOs refuses it', async (type) => {
    cwoChanges.isTaking = false;

    expect(await reception(deliver({ body: cwoEvent(type) }))).toEqual({
      statusCode: 503,
      cause: 'the queue did not take it: CwoChangesError',
    });
  });

  it('takes what needs no queue even so', async () => {
    queue.isTaking = false;
    cwoChanges.isTaking = false;

    expect(await receive(deliver({ body: { type: 'invoice.sent' } }))).toBe(202);
  });

  it('asks for the delivery again if there is no secret to check with, and says why', async () => {
    const answered = await reception(deliver({ body: timesheetEvent(WEEK) }), async () => 'whsec_');

    const cause = 'the webhook secret is not whsec_ followed by base64';
    expect({ answered, queued: queue.contents() }).toEqual({ answered: { statusCode: 503, cause }, queued: [] });
  });

  it('needs no secret to refuse what is not signed at all', async () => {
    const unsigned = { headers: {}, body: Buffer.from('{}') };

    expect(await receive(unsigned, () => Promise.reject(new Error('no access')))).toBe(401);
  });
});

describe('a secret that is rotated', () => {
  const signed = (secret: string) => deliver({ body: timesheetEvent(WEEK), secrets: [secret] });

  it.each([
    ['the only one', SECRET, SECRET, 202],
    ['the first of two', `${SECRET} ${OLD_SECRET}`, SECRET, 202],
    ['the second of two', `${SECRET} ${OLD_SECRET}`, OLD_SECRET, 202],
    ['the second line of two', `${SECRET}\n${OLD_SECRET}\n`, OLD_SECRET, 202],
    ['withdrawn', SECRET, OLD_SECRET, 401],
    ['not there yet', OLD_SECRET, SECRET, 401],
    ['never there', `${SECRET} ${OLD_SECRET}`, FOREIGN_SECRET, 401],
  ])('and is %s', async (_, live, signing, status) => {
    expect(await receive(signed(signing), async () => live)).toBe(status);
  });

  it('is taken up at once by who has read the one before', async () => {
    const read = async (isRefused?: boolean) => (isRefused ? SECRET : OLD_SECRET);

    expect(await receive(signed(SECRET), read)).toBe(202);
  });
});
