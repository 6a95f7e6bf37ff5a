import { Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';

/** A delivery, at the time when it is due. */
export interface Delivery {
  readonly id: string;
  readonly body: string;
}

export interface SentDeliveries {
  /** From the time a delivery was due to its 202, in ms, ascending. */
  readonly latencies: readonly number[];
  /** Answers by status, those of repeated attempts included; 0 is none at all. */
  readonly statuses: Readonly<Record<number, number>>;
  /** Deliveries that never got their 202. */
  readonly unanswered: number;
}

/** Waits of 0.2, 0.4 … 12.8 s between attempts: what is not taken is sent again, as contract 3 says. */
const ATTEMPTS_MAX = 8;
const ATTEMPT_MS_MAX = 10_000;
const SOCKETS_MAX = 64;

/**
 * Sends so many deliveries at an even pace, whether or not those before are answered.
 * @param next called when a delivery is due
 */
export async function sendEvenly(
  target: { readonly url: string; readonly secret: string },
  pace: { readonly count: number; readonly seconds: number },
  next: (index: number) => Delivery,
): Promise<SentDeliveries> {
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS_MAX });
  const signer = new Webhook(target.secret);
  const statuses: Record<number, number> = {};
  const attempt = async (delivery: Delivery) => {
    const status = await post(target.url, delivery, signer, agent).catch(() => 0);
    statuses[status] = (statuses[status] ?? 0) + 1;
    return status === 202;
  };
  const start = performance.now();
  const latencies: Promise<number | null>[] = [];
  for (let index = 0; index < pace.count; index += 1) {
    const due = start + (index * pace.seconds * 1000) / pace.count;
    await setTimeout(Math.max(0, due - performance.now()));
    latencies.push(deliver(next(index), due, attempt));
  }
  const ended = await Promise.all(latencies);
  agent.destroy();
  const answered = ended.filter((latency) => latency !== null).sort((a, b) => a - b);
  return { latencies: answered, statuses, unanswered: ended.length - answered.length };
}

/** @returns ms since it was due, or null where it was given up */
async function deliver(
  delivery: Delivery,
  due: number,
  attempt: (delivery: Delivery) => Promise<boolean>,
): Promise<number | null> {
  for (let attempts = 0; attempts < ATTEMPTS_MAX; attempts += 1) {
    if (attempts > 0) await setTimeout(100 * 2 ** attempts);
    if (await attempt(delivery)) return performance.now() - due;
  }
  return null;
}

function post(url: string, { id, body }: Delivery, signer: Webhook, agent: Agent): Promise<number> {
  const sentAt = new Date();
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': Math.floor(sentAt.getTime() / 1000),
    'webhook-signature': signer.sign(id, sentAt, body),
  };
  return new Promise((resolve, reject) => {
    const answered = (response: IncomingMessage) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    };
    const signal = AbortSignal.timeout(ATTEMPT_MS_MAX);
    request(url, { method: 'POST', headers, agent, signal }, answered).once('error', reject).end(body);
  });
}
