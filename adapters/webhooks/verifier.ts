import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { WebhookVerifier } from '../../core/ports.ts';
import type { Secret } from '../secret.ts';

/** A signature that does not fit may be of a secret that was just rotated in: read again, but not for each forgery. */
const REREAD_MS = 10_000;
const HEADERS = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;
/** The gateway joins a header that comes twice with a comma; a value with one too many is none of ours. */
const WELL_FORMED: Readonly<Record<(typeof HEADERS)[number], RegExp>> = {
  'webhook-id': /^[\x21-\x2b\x2d-\x7e]{1,256}$/,
  'webhook-timestamp': /^\d{1,12}$/,
  'webhook-signature': /^(?=.{1,4096}$)[a-z0-9]+,[A-Za-z0-9+/=_-]+( [a-z0-9]+,[A-Za-z0-9+/=_-]+)*$/,
};

/** Standard Webhooks signatures, against one or two live secrets separated by white space. */
export class StandardWebhookVerifier implements WebhookVerifier {
  readonly #secrets: Secret;

  constructor(secrets: Secret) {
    this.#secrets = secrets;
  }

  async verify(headers: Readonly<Record<string, string | undefined>>, body: Buffer) {
    const signed: Record<string, string> = {};
    for (const name of HEADERS) {
      const value = headers[name];
      if (value === undefined || !WELL_FORMED[name].test(value)) return 'INVALID';
      signed[name] = value;
    }
    const verdict = await this.#check(signed, body);
    return verdict === 'INVALID' ? this.#check(signed, body, REREAD_MS) : verdict;
  }

  async #check(signed: Record<string, string>, body: Buffer, ageMsMax?: number) {
    const webhooks = await this.#readSecrets(ageMsMax);
    if (webhooks === null) return 'UNAVAILABLE';
    return webhooks.some((webhook) => isSigned(webhook, body, signed)) ? 'VALID' : 'INVALID';
  }

  async #readSecrets(ageMsMax?: number): Promise<Webhook[] | null> {
    try {
      const secrets = (await this.#secrets(ageMsMax)).split(/\s+/).filter((secret) => secret !== '');
      return secrets.map((secret) => new Webhook(secret));
    } catch {
      return null;
    }
  }
}

function isSigned(webhook: Webhook, body: Buffer, headers: Record<string, string>): boolean {
  try {
    webhook.verify(body, headers, { jsonParse: false });
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
}
