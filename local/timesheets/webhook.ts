import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import pRetry, { AbortError } from 'p-retry';
import { Webhook } from 'standardwebhooks';
import type { SystemEvent } from './events.ts';

/** Where deliveries go and what they are signed with. */
export interface WebhookTarget {
  /** An `http:` address. */
  readonly url: string;
  /** `whsec_` and base64. */
  readonly secret: string;
  /** Host header where it differs from the address: an API behind a shared local port is told apart by it. */
  readonly host?: string;
}

export interface WebhookSender {
  /** Takes an event for delivery and returns at once. */
  send(event: SystemEvent): void;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

/** Waits of 0.2, 0.4, 0.8 and 1.6 s between attempts of at most 5 s: a delivery ends within 28 s. */
const RETRIES = { retries: 4, minTimeout: 200, factor: 2 };
const ATTEMPT_MS_MAX = 5_000;
/** More are dropped: the change feed names them all the same. */
const UNDER_WAY_MAX = 100;

/** Delivers events by the Standard Webhooks scheme. Deliveries may overtake each other and may get lost. */
export function webhookSender(target: WebhookTarget): WebhookSender {
  const signer = new Webhook(target.secret);
  const underWay = new Set<Promise<void>>();

  async function deliver(event: SystemEvent): Promise<void> {
    const id = `msg_${randomUUID()}`;
    try {
      await pRetry(() => attempt(target, signer, id, JSON.stringify(event)), RETRIES);
    } catch (error) {
      console.error(`webhook ${id} (${event.type}) was not delivered: ${(error as Error).message}`);
    }
  }

  return {
    send(event) {
      if (underWay.size === UNDER_WAY_MAX) {
        console.error(`webhook (${event.type}) was dropped: ${UNDER_WAY_MAX} deliveries are under way`);
        return;
      }
      const delivery = deliver(event).finally(() => underWay.delete(delivery));
      underWay.add(delivery);
    },
    async settled() {
      await Promise.all(underWay);
    },
  };
}

/** One attempt: the id stays, time and signature are new. Only what may pass by itself is tried again. */
async function attempt({ url, host }: WebhookTarget, signer: Webhook, id: string, body: string): Promise<void> {
  const sentAt = new Date();
  const outgoing = request(url, {
    method: 'POST',
    signal: AbortSignal.timeout(ATTEMPT_MS_MAX),
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': Math.floor(sentAt.getTime() / 1000),
      'webhook-signature': signer.sign(id, sentAt, body),
      ...(host === undefined ? {} : { host }),
    },
  });
  outgoing.end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  response.resume();
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return;
  const refusal = new Error(`the receiver answered ${status}`);
  throw status === 429 || status >= 500 ? refusal : new AbortError(refusal);
}
