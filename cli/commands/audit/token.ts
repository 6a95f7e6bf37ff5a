import { readFileSync } from 'node:fs';
import { SignJWT } from 'jose';
import { z } from 'zod';
import { IDENTIFIER } from '../../../core/values/ids.ts';
import { READER_ROLES } from '../../../core/values/reader.ts';
import { ROLE_CLAIM } from '../../../functions/names.ts';
import { readIssuerKey } from '../../../local/issuer/key.ts';
import { PATHS } from '../../../local/paths.ts';
import { readState } from '../../../local/state.ts';
import { WrongUseError } from '../../wrong-use-error.ts';

const ROLES: readonly string[] = READER_ROLES;
const LIFETIME = '1h';
const deployed = z.object({ audit: z.object({ jwtAudience: z.string() }) });

/**
 * A token of the development issuer for the audit API.
 * @param as `employee:E-1001`, `pm:E-1005` or `finance:E-1040`
 * @throws WrongUseError where nothing is up or `as` is none of these
 */
export async function token(as: string): Promise<string> {
  const [role = '', subject = ''] = as.split(':');
  if (!ROLES.includes(role) || !IDENTIFIER.test(subject)) {
    throw new WrongUseError('--as takes employee:ID, pm:ID or finance:ID');
  }
  const state = readState();
  if (!state) throw new WrongUseError('nothing is up: the development issuer comes with "ledger up"');
  const { audit } = deployed.parse(JSON.parse(readFileSync(PATHS.configuration, 'utf8')));
  const { privateKey, algorithm, keyId } = await readIssuerKey();
  return new SignJWT({ [ROLE_CLAIM]: role })
    .setProtectedHeader({ alg: algorithm, kid: keyId })
    .setIssuer(state.issuer.url)
    .setAudience(audit.jwtAudience)
    .setSubject(subject)
    .setIssuedAt()
    .setExpirationTime(LIFETIME)
    .sign(privateKey);
}
