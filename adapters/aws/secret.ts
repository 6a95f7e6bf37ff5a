import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../../core/values/clock.ts';

/**
 * A secret is missing, empty or not what it should be: the runbook says how to set it. Its text is never in the message.
 */
export class SecretError extends Error {
  override readonly name = 'SecretError';
}

/**
 * Reads a secret's text.
 * @param isRefused whether the text given before was refused: it may have been put right since
 */
export type Secret = (isRefused?: boolean) => Promise<string>;

interface SecretReading {
  readonly secretId: string;
  readonly clock: Clock;
  /** How soon a text that was refused, or that could not be read, is asked for again; 0 is at once. */
  readonly rereadMs?: number;
}

const CACHE_MS = 5 * 60_000;

/** A secret of Secrets Manager, which is asked at most every five minutes while its text does. */
export function cachedSecret(client: SecretsManagerClient, { secretId, clock, rereadMs = 0 }: SecretReading): Secret {
  let read: { readonly text: string; readonly at: number } | undefined;
  let failed: { readonly error: unknown; readonly at: number } | undefined;
  return async (isRefused = false) => {
    const at = Date.parse(clock.now());
    if (read && at - read.at < (isRefused ? rereadMs : CACHE_MS)) return read.text;
    if (failed && at - failed.at < rereadMs) throw failed.error;
    try {
      read = { text: await readText(client, secretId), at };
      return read.text;
    } catch (error) {
      failed = { error, at };
      throw error;
    }
  };
}

async function readText(client: SecretsManagerClient, secretId: string): Promise<string> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
  if (!SecretString) throw new SecretError(`secret ${secretId} has no text value`);
  return SecretString;
}
