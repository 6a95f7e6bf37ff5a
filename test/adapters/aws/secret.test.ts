import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { cachedSecret, type Secret } from '../../../adapters/aws/secret.ts';
import { TestClock } from '../../doubles/test-clock.ts';

const secrets = mockClient(SecretsManagerClient);
const MINUTE_MS = 60_000;
const REREAD_MS = 10_000;
let clock: TestClock;

beforeEach(() => {
  secrets.reset();
  clock = new TestClock();
});

function secret(rereadMs?: number): Secret {
  const reading = { secretId: 'timesheet-token', clock };
  return cachedSecret(new SecretsManagerClient({}), rereadMs === undefined ? reading : { ...reading, rereadMs });
}

describe('a secret', () => {
  it('is asked for once and kept for five minutes', async () => {
    secrets.on(GetSecretValueCommand).resolvesOnce({ SecretString: 'old' }).resolves({ SecretString: 'new' });
    const read = secret();

    const told = [await read(), await read()];
    clock.advance(5 * MINUTE_MS - 1);
    told.push(await read());
    clock.advance(1);
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

  it('that could not be read or was refused is asked for again at once', async () => {
    secrets
      .on(GetSecretValueCommand)
      .rejectsOnce(new Error('throttled'))
      .resolvesOnce({ SecretString: 'old' })
      .resolves({ SecretString: 'new' });
    const read = secret();

    await expect(read()).rejects.toThrow('throttled');
    await expect(read()).resolves.toBe('old');
    await expect(read(true)).resolves.toBe('new');
  });
});

describe('a secret that is to be read again after a pause', () => {
  it('is kept for it, refused or not', async () => {
    secrets.on(GetSecretValueCommand).resolvesOnce({ SecretString: 'old' }).resolves({ SecretString: 'new' });
    const read = secret(REREAD_MS);

    const told = [await read()];
    clock.advance(REREAD_MS - 1);
    told.push(await read(true));
    clock.advance(1);
    told.push(await read(), await read(true));

    expect(told).toEqual(['old', 'old', 'old', 'new']);
  });

  it('and could not be read says so again, without asking', async () => {
    secrets.on(GetSecretValueCommand).rejectsOnce(new Error('throttled')).resolves({ SecretString: 'text' });
    const read = secret(REREAD_MS);

    await expect(read()).rejects.toThrow('throttled');
    clock.advance(REREAD_MS - 1);
    await expect(read(true)).rejects.toThrow('throttled');
    expect(secrets.calls()).toHaveLength(1);
    clock.advance(1);
    await expect(read()).resolves.toBe('text');
  });

  it('and could not be read anew is still what it was for who was not refused with it', async () => {
    secrets.on(GetSecretValueCommand).resolvesOnce({ SecretString: 'text' }).rejects(new Error('throttled'));
    const read = secret(REREAD_MS);

    await read();
    clock.advance(REREAD_MS);
    await expect(read(true)).rejects.toThrow('throttled');
    await expect(read()).resolves.toBe('text');
    await expect(read(true)).rejects.toThrow('throttled');
    expect(secrets.calls()).toHaveLength(2);
  });
});
