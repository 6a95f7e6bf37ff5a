import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { cachedSecret } from '../../../adapters/aws/secret.ts';

const secrets = mockClient(SecretsManagerClient);
const MINUTE_MS = 60_000;

beforeEach(() => {
  secrets.reset();
  vi.useFakeTimers({ toFake: ['Date'] });
  return () => vi.useRealTimers();
});

function secret(): () => Promise<string> {
  return cachedSecret(new SecretsManagerClient({}), 'timesheet-token');
}

describe('a secret', () => {
  it('is asked for once and kept for five minutes', async () => {
    secrets.on(GetSecretValueCommand).resolvesOnce({ SecretString: 'old' }).resolves({ SecretString: 'new' });
    const read = secret();

    const told = [await read(), await read()];
    vi.advanceTimersByTime(5 * MINUTE_MS - 1);
    told.push(await read());
    vi.advanceTimersByTime(1);
    told.push(await read());

    expect(told).toEqual(['old', 'old', 'old', 'new']);
    expect(secrets.calls()).toHaveLength(2);
    expect(secrets.call(0).args[0].input).toEqual({ SecretId: 'timesheet-token' });
  });

  it.each([[{}], [{ SecretString: '' }], [{ SecretBinary: new Uint8Array(1) }]])(
    'without text (%j) is an error that names it',
    async (answer) => {
      secrets.on(GetSecretValueCommand).resolves(answer);

      await expect(secret()()).rejects.toMatchObject({
        name: 'SecretError',
        message: 'secret timesheet-token has no text value',
      });
    },
  );

  it('that could not be read is asked for again', async () => {
    secrets.on(GetSecretValueCommand).rejectsOnce(new Error('throttled')).resolves({ SecretString: 'text' });
    const read = secret();

    await expect(read()).rejects.toThrow('throttled');
    await expect(read()).resolves.toBe('text');
  });
});
