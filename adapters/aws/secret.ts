import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** A secret is missing or empty: the runbook says how to set it. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
}

/**
 * Reads a secret's text.
 * @param ageMsMax how old a text read before may be; whoever was refused with it asks for a younger one
 */
export type Secret = (ageMsMax?: number) => Promise<string>;

const CACHE_MS = 5 * 60_000;

/** A secret of Secrets Manager, which is asked at most every five minutes unless a younger text is wanted. */
export function cachedSecret(client: SecretsManagerClient, secretId: string): Secret {
  let cached: { readonly text: string; readonly readAt: number } | undefined;
  return async (ageMsMax = CACHE_MS) => {
    if (cached && Date.now() - cached.readAt < ageMsMax) return cached.text;
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    if (!SecretString) throw new SecretError(`secret ${secretId} has no text value`);
    cached = { text: SecretString, readAt: Date.now() };
    return cached.text;
  };
}
