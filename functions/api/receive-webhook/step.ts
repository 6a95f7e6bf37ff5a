import type { ChangeQueue } from '../../../core/recalculation/change-queue.ts';
import type { WebhookVerifier } from '../../../core/recalculation/webhook-verifier.ts';
import { webhookBodySchema } from '../../messages/webhook.ts';

/** A delivery as it came, its body as sent. */
export interface Delivery {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface ReceivePorts {
  readonly verifier: WebhookVerifier;
  readonly queue: ChangeQueue;
}

const BODY_BYTES_MAX = 20_480;

/**
 * Verifies a delivery and queues the employee-week it names, in the order of contract 3: size, signature, shape.
 * @returns the HTTP status: 413, 401, 400, else 202; 503 where it was not taken and should be sent again
 */
export async function receiveWebhook({ headers, body }: Delivery, ports: ReceivePorts): Promise<number> {
  if (body.byteLength > BODY_BYTES_MAX) return 413;
  const verdict = await ports.verifier.verify(headers, body);
  if (verdict !== 'VALID') return verdict === 'INVALID' ? 401 : 503;
  const event = webhookBodySchema.safeParse(parseJson(body));
  if (!event.success) return 400;
  if (!('data' in event.data) || !('employeeId' in event.data.data)) return 202;
  const { employeeId, weekStartDate } = event.data.data;
  return (await ports.queue.send({ employeeId, mondayDate: weekStartDate })) ? 202 : 503;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    return undefined;
  }
}
