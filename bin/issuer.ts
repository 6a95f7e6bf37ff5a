import { z } from 'zod';

/** Not longer than API Gateway would wait. */
const TIMEOUT_MS = 10_000;

const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.url() });
const keysSchema = z.object({ keys: z.array(z.object({ kty: z.string() })) });

/**
 * Why a gateway would refuse an issuer, or its tokens: API Gateway reads the discovery document when the authorizer is
 * made, and takes tokens that are signed with RSA by a key of the issuer.
 * @returns null where it would take it
 */
export async function findIssuerFault(issuer: string): Promise<string | null> {
  const place = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  try {
    const discovery = discoverySchema.safeParse(await readJson(place));
    if (!discovery.success) return `${place} is no discovery document: it names no issuer or no jwks_uri`;
    if (discovery.data.issuer !== issuer) {
      return `${place} names the issuer ${JSON.stringify(discovery.data.issuer)}: write it so, to the last slash`;
    }
    const keys = keysSchema.safeParse(await readJson(discovery.data.jwks_uri));
    if (!keys.success) return `${discovery.data.jwks_uri} is no set of keys`;
    if (!keys.data.keys.some(({ kty }) => kty === 'RSA')) return `${discovery.data.jwks_uri} has no RSA key`;
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** @throws Error naming the address */
async function readJson(url: string): Promise<unknown> {
  const response = await ask(url);
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return response.json().catch(() => {
    throw new Error(`${url} answers something that is no JSON`);
  });
}

async function ask(url: string): Promise<Response> {
  try {
    return await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    const { message, cause } = error as Error;
    throw new Error(`${url} does not answer: ${cause instanceof Error ? cause.message : message}`, { cause: error });
  }
}
