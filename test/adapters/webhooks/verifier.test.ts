import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { cachedSecret } from '../../../adapters/aws/secret.ts';
import { StandardWebhookVerifier } from '../../../adapters/webhooks/verifier.ts';
import { TestClock } from '../../doubles/test-clock.ts';
import {
  type Draft,
  deliver,
  FOREIGN_SECRET,
  nowSeconds,
  OLD_SECRET,
  SECRET,
} from '../../worlds/webhooks/deliveries.ts';

const SHORT_SECRET = `whsec_${Buffer.alloc(23, 7).toString('base64')}`;
const REREAD_MS = 10_000;
const FORGERIES = 20;
const secrets = mockClient(SecretsManagerClient);
let clock: TestClock;
let verifier: StandardWebhookVerifier;

beforeEach(() => {
  secrets.reset();
  clock = new TestClock();
  const reading = { secretId: 'webhook', clock, rereadMs: REREAD_MS };
  verifier = new StandardWebhookVerifier(cachedSecret(new SecretsManagerClient({}), reading));
});

function holds(text: string): void {
  secrets.on(GetSecretValueCommand).resolves({ SecretString: text });
}

function verify(signing: string, draft: Partial<Draft> = {}) {
  const { headers, body } = deliver({ body: { type: 'nothing.to.do' }, ...draft }, signing);
  return verifier.verify(headers as Readonly<Record<string, string>>, body);
}

const VALID = { verdict: 'VALID' };

describe('a secret that is none', () => {
  it.each([
    ['random text, as the stack makes it', 'k3mCq-hV', 'the webhook secret is not whsec_ followed by base64'],
    ['blank', ' \n', 'the webhook secret is empty'],
    ['of 23 bytes', SHORT_SECRET, 'the webhook secret holds 23 bytes; a signing secret has 24 to 64'],
    [
      'of 23 bytes beside a good one',
      `${SECRET} ${SHORT_SECRET}`,
      'webhook secret 2 of 2 holds 23 bytes; a signing secret has 24 to 64',
    ],
  ])('%s, checks nothing and is named by its fault', async (_, text, cause) => {
    holds(text);

    expect(await verify(SECRET)).toEqual({ verdict: 'UNAVAILABLE', cause });
    expect(await verify(SHORT_SECRET)).toEqual({ verdict: 'UNAVAILABLE', cause });
  });

  it('and cannot be read is named by the error alone, whose message may quote it', async () => {
    secrets.on(GetSecretValueCommand).rejects(new SyntaxError(`Unexpected token in ${SECRET}`));

    const cause = 'the webhook secret cannot be read: SyntaxError';
    expect(await verify(SECRET)).toEqual({ verdict: 'UNAVAILABLE', cause });
  });
});

describe('a secret that was put right', () => {
  it.each<[string, () => void]>([
    ['was none', () => holds('random')],
    ['was too short', () => holds(SHORT_SECRET)],
    ['had no text', () => secrets.on(GetSecretValueCommand).resolves({})],
    ['could not be read', () => secrets.on(GetSecretValueCommand).rejects(new Error('no access'))],
  ])('after it %s is taken up within ten seconds', async (_, isWrong) => {
    isWrong();
    expect(await verify(SECRET)).toMatchObject({ verdict: 'UNAVAILABLE' });
    holds(SECRET);

    clock.advance(REREAD_MS - 1);
    expect(await verify(SECRET)).toMatchObject({ verdict: 'UNAVAILABLE' });
    clock.advance(1);
    expect(await verify(SECRET)).toEqual(VALID);
  });

  it('after another one was there is taken up within ten seconds', async () => {
    holds(OLD_SECRET);
    expect(await verify(OLD_SECRET)).toEqual(VALID);
    holds(SECRET);

    expect(await verify(SECRET)).toEqual({ verdict: 'INVALID' });
    clock.advance(REREAD_MS);
    expect(await verify(SECRET)).toEqual(VALID);
  });
});

describe('a delivery', () => {
  it.each([
    ['text', '{}'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00])],
  ])('of %s is taken within five minutes of its time, and not kept to be sent again', async (_, body) => {
    holds(SECRET);

    expect(await verify(SECRET, { body, timestamp: nowSeconds(-299) })).toEqual(VALID);
    expect(await verify(SECRET, { body, timestamp: nowSeconds(-301) })).toEqual({ verdict: 'INVALID' });
    expect(await verify(SECRET, { body, timestamp: nowSeconds(302) })).toEqual({ verdict: 'INVALID' });
  });
});

describe('forgeries', () => {
  it.each<[string, () => void]>([
    ['is good', () => holds(SECRET)],
    ['is none', () => holds('random')],
    ['cannot be read', () => secrets.on(GetSecretValueCommand).rejects(new Error('no access'))],
  ])('do not make each call read the secret where it %s', async (_, isSo) => {
    isSo();

    for (let count = 0; count < FORGERIES; count += 1) {
      await verify(FOREIGN_SECRET);
      clock.advance(REREAD_MS / FORGERIES);
    }
    expect(secrets.calls()).toHaveLength(1);
    await verify(FOREIGN_SECRET);
    expect(secrets.calls()).toHaveLength(2);
  });

  it('do not shut out what is signed while the secret cannot be read anew', async () => {
    holds(SECRET);
    expect(await verify(SECRET)).toEqual(VALID);
    secrets.on(GetSecretValueCommand).rejects(new Error('no access'));
    clock.advance(REREAD_MS);

    expect(await verify(FOREIGN_SECRET)).toMatchObject({ verdict: 'UNAVAILABLE' });
    expect(await verify(SECRET)).toEqual(VALID);
  });

  it('that bear no signature at all are refused without a secret', async () => {
    expect(await verifier.verify({}, Buffer.from('{}'))).toEqual({ verdict: 'INVALID' });
    expect(secrets.calls()).toHaveLength(0);
  });
});
