import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** A secret is missing or empty: the runbook says how to set it. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
}

const CACHE_MS = 5 * 60_000;

/** Reads a secret's text, asking Secrets Manager at most every five minutes. */
export function cachedSecret(client: SecretsManagerClient, secretId: string): () => Promise<string> {
  let cached: { readonly text: string; readonly until: number } | undefined;
  return async () => {
    if (cached && Date.now() < cached.until) return cached.text;
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    if (!SecretString) throw new SecretError(`secret ${secretId} has no text value`);
    cached = { text: SecretString, until: Date.now() + CACHE_MS };
    return cached.text;
  };
}
