import { setTimeout } from 'node:timers/promises';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listKeys } from '../../../adapters/s3/list-keys.ts';
import type { RecalculationRequest } from '../../../functions/messages/objects.ts';
import { deliver, OLD_SECRET, timesheetEvent } from '../../worlds/webhooks/deliveries.ts';
import { WEBHOOK_CASES } from '../../worlds/webhooks/webhook-cases.ts';
import { ChangingWeek, each, on } from './changing-week.ts';
import { post, settle, webhookSecret } from './intake.ts';
import { weekOf } from './weeks.ts';

const ROTATION_TRIES_MAX = 30;
const week = new ChangingWeek(weekOf('webhook cases'));
const url = week.stack.output('WebhookUrl');
/** An employee for each case, so that what was queued tells which case it was. */
const CASES = WEBHOOK_CASES.map((one, index) => ({ ...one, employeeId: `WH-${index}` }));
let secret = '';

beforeAll(async () => {
  await week.begin(each(['WH-BASE'], on('WH-A')));
  secret = await webhookSecret(week.stack);
  await putSecrets(`${secret} ${OLD_SECRET}`);
  await accepted(OLD_SECRET);
});

afterAll(() => putSecrets(secret));

function putSecrets(text: string) {
  const SecretId = week.stack.output('WebhookSecretName');
  return week.stack.secrets.send(new PutSecretValueCommand({ SecretId, SecretString: text }));
}

/** Waits until the receiver has read the secrets anew. */
async function accepted(signing: string): Promise<void> {
  const body = { type: 'nothing.to.do' };
  for (let tries = 0; tries < ROTATION_TRIES_MAX; tries += 1) {
    if ((await post(url, deliver({ body, secrets: [signing] }))) === 202) return;
    await setTimeout(1_000);
  }
  throw new Error('the receiver does not take up the rotated secret');
}

/** All employees of the week that a recalculation was ever asked for. */
async function requested(): Promise<Set<string>> {
  const { stack, monday } = week;
  const keys = await listKeys(stack.s3, stack.output('RunBucketName'), `runs/requests/${monday}`);
  const requests = await Promise.all(keys.map((key) => stack.runStore.get<RecalculationRequest>(key)));
  return new Set(requests.flatMap(({ employeeIds }) => employeeIds));
}

describe('the webhook door', () => {
  it('answers every case as contract 3 says', async () => {
    const answered: Record<string, number> = {};
    for (const { name, make, employeeId } of CASES) {
      const delivery = make({ employeeId, mondayDate: week.monday }, { current: secret, old: OLD_SECRET });
      // As JSON the gateway decodes the bytes of a body before it hands them over; otherwise it leaves them as they are.
      answered[name] = await post(url, delivery, 'application/octet-stream');
    }

    expect(answered).toEqual(Object.fromEntries(CASES.map(({ name, status }) => [name, status])));
  });

  it('lets through to a recalculation what was queued, and nothing else', async () => {
    await settle(week.stack);

    const queued = CASES.filter(({ isQueued }) => isQueued).map(({ employeeId }) => employeeId);
    expect([...(await requested())].sort()).toEqual(queued.sort());
    expect(await week.state()).toEqual({ 'WH-BASE': ['WH-A 40.00 r1'] });
  });

  it.each(['application/json', 'text/plain', 'application/octet-stream', 'application/x-www-form-urlencoded'])(
    'takes a body of type %s, which may come as base64',
    async (contentType) => {
      const body = timesheetEvent({ employeeId: 'WH-BASE', mondayDate: week.monday }, { note: 'утверждено ✓' });

      expect(await post(url, deliver({ body }, secret), contentType)).toBe(202);
    },
  );

  it.each(['GET', 'PUT', 'DELETE'])('knows no %s', async (method) => {
    const { status } = await fetch(url, { method });

    expect([404, 405]).toContain(status);
  });

  it('says no more than the status', async () => {
    const answer = await fetch(url, { method: 'POST', body: 'hello' });

    expect({ status: answer.status, text: await answer.text() }).toEqual({ status: 401, text: '' });
  });
});
