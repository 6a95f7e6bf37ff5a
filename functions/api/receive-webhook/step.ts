import type { ChangeQueue } from '../../../core/recalculation/change-queue.ts';
import type { WebhookVerifier } from '../../../core/recalculation/webhook-verifier.ts';
import type { CwoChanges } from '../../../core/timesheets/cwo-changes.ts';
import { type WebhookBody, webhookBodySchema } from '../../messages/webhook.ts';

/** A delivery as it came, its body as sent. */
export interface Delivery {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface ReceivePorts {
  readonly verifier: WebhookVerifier;
  readonly queue: ChangeQueue;
  readonly cwoChanges: CwoChanges;
}

const BODY_BYTES_MAX = 20_480;

/**
 * Verifies a delivery and queues the employee-week or CWO it names, in the order of contract 3: size, signature, shape.
 * @returns the HTTP status: 413, 401, 400, else 202; 503 where it was not taken and should be sent again
 */
export async function receiveWebhook({ headers, body }: Delivery, ports: ReceivePorts): Promise<number> {
  if (body.byteLength > BODY_BYTES_MAX) return 413;
  const verdict = await ports.verifier.verify(headers, body);
  if (verdict !== 'VALID') return verdict === 'INVALID' ? 401 : 503;
  const event = webhookBodySchema.safeParse(parseJson(body));
  if (!event.success) return 400;
  return (await enqueue(event.data, ports)) ? 202 : 503;
}

/** @returns false where the queue did not take it */
async function enqueue(event: WebhookBody, { queue, cwoChanges }: ReceivePorts): Promise<boolean> {
  if (!('data' in event)) return true;
  if ('employeeId' in event.data) {
    const { employeeId, weekStartDate } = event.data;
    return queue.send({ employeeId, mondayDate: weekStartDate });
  }
  return cwoChanges.send([event.data.cwoId]).then(
    () => true,
    () => false,
  );
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    return undefined;
  }
}
