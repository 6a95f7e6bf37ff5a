import { createHmac, timingSafeEqual } from 'node:crypto';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { readWebhookSecrets, type WebhookSecrets } from '../../core/recalculation/webhook-secret.ts';
import type { WebhookVerdict, WebhookVerifier } from '../../core/recalculation/webhook-verifier.ts';
import type { Secret } from '../aws/secret.ts';

const HEADERS = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;
type Headers = Readonly<Record<(typeof HEADERS)[number], string>>;
/** The gateway joins a header that comes twice with a comma; a value with one too many is none of ours. */
const WELL_FORMED: Readonly<Record<keyof Headers, RegExp>> = {
  'webhook-id': /^[\x21-\x2b\x2d-\x7e]{1,256}$/,
  'webhook-timestamp': /^\d{1,12}$/,
  'webhook-signature': /^(?=.{1,4096}$)[a-z0-9]+,[A-Za-z0-9+/=_-]+( [a-z0-9]+,[A-Za-z0-9+/=_-]+)*$/,
};
const SECRET_PREFIX = 'whsec_';

/** Standard Webhooks signatures, against one or two live secrets separated by white space. */
export class StandardWebhookVerifier implements WebhookVerifier {
  readonly #secrets: Secret;

  constructor(secrets: Secret) {
    this.#secrets = secrets;
  }

  /** A text that is no secret, or of which the signature is not, may have been put right since: then it is read again. */
  async verify(headers: Readonly<Record<string, string | undefined>>, body: Buffer): Promise<WebhookVerdict> {
    if (!HEADERS.every((name) => WELL_FORMED[name].test(headers[name] ?? ''))) return { verdict: 'INVALID' };
    const signed = Object.fromEntries(HEADERS.map((name) => [name, headers[name]])) as Headers;
    const first = await this.#check(signed, body, false);
    return first.verdict === 'VALID' ? first : this.#check(signed, body, true);
  }

  async #check(headers: Headers, body: Buffer, isRefused: boolean): Promise<WebhookVerdict> {
    const read = await this.#readSecrets(isRefused);
    if ('fault' in read) return { verdict: 'UNAVAILABLE', cause: read.fault };
    return { verdict: read.secrets.some((secret) => isSigned(secret, body, headers)) ? 'VALID' : 'INVALID' };
  }

  async #readSecrets(isRefused: boolean): Promise<WebhookSecrets> {
    try {
      return readWebhookSecrets(await this.#secrets(isRefused));
    } catch (error) {
      // By its name alone: a message may quote what it did not understand.
      return { fault: `the webhook secret cannot be read: ${error instanceof Error ? error.name : 'unknown'}` };
    }
  }
}

/** The library signs text; bytes that are none are compared as they are, and only their time is left to it. */
function isSigned(secret: string, body: Buffer, headers: Headers): boolean {
  const webhook = new Webhook(secret);
  const text = body.toString('utf8');
  if (Buffer.from(text).equals(body)) return verifies(webhook, text, headers);
  if (!fitsBytes(secret, body, headers)) return false;
  const sentAt = new Date(Number(headers['webhook-timestamp']) * 1000);
  return verifies(webhook, '', { ...headers, 'webhook-signature': webhook.sign(headers['webhook-id'], sentAt, '') });
}

function verifies(webhook: Webhook, text: string, headers: Headers): boolean {
  try {
    webhook.verify(text, headers, { jsonParse: false });
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
}

/** HMAC-SHA256 of `id.timestamp.body`, the body byte by byte. */
function fitsBytes(secret: string, body: Buffer, headers: Headers): boolean {
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
  const hmac = createHmac('sha256', key).update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`);
  const expected = Buffer.from(`v1,${hmac.update(body).digest('base64')}`);
  return headers['webhook-signature'].split(' ').some((one) => {
    const given = Buffer.from(one);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
