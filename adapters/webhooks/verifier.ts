import { createHmac, timingSafeEqual } from 'node:crypto';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { WebhookVerifier } from '../../core/recalculation/webhook-verifier.ts';
import type { Secret } from '../aws/secret.ts';

/** A signature that does not fit may be of a secret that was just rotated in: read again, but not for each forgery. */
const REREAD_MS = 10_000;
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

  async verify(headers: Readonly<Record<string, string | undefined>>, body: Buffer) {
    if (!HEADERS.every((name) => WELL_FORMED[name].test(headers[name] ?? ''))) return 'INVALID';
    const signed = Object.fromEntries(HEADERS.map((name) => [name, headers[name]])) as Headers;
    const verdict = await this.#check(signed, body);
    return verdict === 'INVALID' ? this.#check(signed, body, REREAD_MS) : verdict;
  }

  async #check(headers: Headers, body: Buffer, ageMsMax?: number) {
    const secrets = await this.#readSecrets(ageMsMax);
    if (secrets === null) return 'UNAVAILABLE';
    return secrets.some((secret) => isSigned(secret, body, headers)) ? 'VALID' : 'INVALID';
  }

  /** Null where they cannot be read, or are none. */
  async #readSecrets(ageMsMax?: number): Promise<string[] | null> {
    try {
      const secrets = (await this.#secrets(ageMsMax)).split(/\s+/).filter((secret) => secret !== '');
      for (const secret of secrets) new Webhook(secret);
      return secrets.length === 0 ? null : secrets;
    } catch {
      return null;
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
  const key = Buffer.from(secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret, 'base64');
  const hmac = createHmac('sha256', key).update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`);
  const expected = Buffer.from(`v1,${hmac.update(body).digest('base64')}`);
  return headers['webhook-signature'].split(' ').some((one) => {
    const given = Buffer.from(one);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
