import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { DecisionLink, DecisionLinks } from '../../core/budgets/decision-link.ts';
import type { Secret } from '../aws/secret.ts';

/** Two words of base64url: what is signed, and its HMAC. */
const TOKEN = /^([A-Za-z0-9_-]{1,1024})\.([A-Za-z0-9_-]{43})$/;
/** What else the key may ever sign is never taken for a link. */
const PURPOSE = 'tokenledger decision link 1\n';

const contentSchema = z.tuple([z.string(), z.string(), z.string(), z.int().min(0), z.iso.datetime()]);

/** Links signed by HMAC-SHA256 with a key of our own. */
export class HmacDecisionLinks implements DecisionLinks {
  readonly #key: Secret;

  constructor(key: Secret) {
    this.#key = key;
  }

  async sign({ cwoId, suggestionId, pmEmployeeId, seenVersion, expiresAt }: DecisionLink): Promise<string> {
    const content: z.infer<typeof contentSchema> = [cwoId, suggestionId, pmEmployeeId, seenVersion, expiresAt];
    const signed = Buffer.from(JSON.stringify(content)).toString('base64url');
    return `${signed}.${hmacOf(signed, await this.#key())}`;
  }

  async verify(token: string): Promise<DecisionLink | null> {
    const [, signed, hmac] = TOKEN.exec(token) ?? [];
    if (signed === undefined || hmac === undefined) return null;
    // As texts: several texts of base64url decode to the same bytes.
    if (!timingSafeEqual(Buffer.from(hmac), Buffer.from(hmacOf(signed, await this.#key())))) return null;
    const content = contentSchema.parse(JSON.parse(Buffer.from(signed, 'base64url').toString('utf8')));
    const [cwoId, suggestionId, pmEmployeeId, seenVersion, expiresAt] = content;
    return { cwoId, suggestionId, pmEmployeeId, seenVersion, expiresAt };
  }
}

function hmacOf(signed: string, key: string): string {
  return createHmac('sha256', key)
    .update(PURPOSE + signed)
    .digest('base64url');
}
