import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { WebhookVerifier } from '../../core/ports.ts';

const HEADERS = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;
/** The gateway joins a header that comes twice with a comma; a value with one too many is none of ours. */
const WELL_FORMED: Readonly<Record<(typeof HEADERS)[number], RegExp>> = {
  'webhook-id': /^[\x21-\x2b\x2d-\x7e]{1,256}$/,
  'webhook-timestamp': /^\d{1,12}$/,
  'webhook-signature': /^(?=.{1,4096}$)[a-z0-9]+,[A-Za-z0-9+/=_-]+( [a-z0-9]+,[A-Za-z0-9+/=_-]+)*$/,
};

/** Standard Webhooks signatures, against one or two live secrets separated by white space. */
export class StandardWebhookVerifier implements WebhookVerifier {
  readonly #secrets: () => Promise<string>;

  constructor(secrets: () => Promise<string>) {
    this.#secrets = secrets;
  }

  async verify(headers: Readonly<Record<string, string | undefined>>, body: Buffer) {
    const signed: Record<string, string> = {};
    for (const name of HEADERS) {
      const value = headers[name];
      if (value === undefined || !WELL_FORMED[name].test(value)) return 'INVALID';
      signed[name] = value;
    }
    const webhooks = await this.#readSecrets();
    if (webhooks === null) return 'UNAVAILABLE';
    return webhooks.some((webhook) => isSigned(webhook, body, signed)) ? 'VALID' : 'INVALID';
  }

  async #readSecrets(): Promise<Webhook[] | null> {
    try {
      const secrets = (await this.#secrets()).split(/\s+/).filter((secret) => secret !== '');
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
