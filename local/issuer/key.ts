import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { PATHS } from '../paths.ts';

const ALGORITHM = 'RS256';
const KEY_ID = 'tokenledger-development';

export interface IssuerKey {
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
  readonly algorithm: string;
  readonly keyId: string;
}

/** The development issuer's key; made when it is first asked for, and kept with the local state. */
export async function readIssuerKey(): Promise<IssuerKey> {
  if (!existsSync(PATHS.issuerKey)) await makeKey();
  const jwk: JWK = JSON.parse(readFileSync(PATHS.issuerKey, 'utf8'));
  const { kty, n, e } = jwk;
  const publicJwk = { kty, n, e, kid: KEY_ID, alg: ALGORITHM, use: 'sig' } as JWK;
  return { privateKey: (await importJWK(jwk, ALGORITHM)) as CryptoKey, publicJwk, algorithm: ALGORITHM, keyId: KEY_ID };
}

async function makeKey(): Promise<void> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  mkdirSync(PATHS.folder, { recursive: true });
  writeFileSync(PATHS.issuerKey, JSON.stringify(await exportJWK(privateKey)), { mode: 0o600 });
}
