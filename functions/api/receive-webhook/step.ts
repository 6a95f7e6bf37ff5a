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

/** How a delivery is answered, and where it is the fault of our side, why. */
export interface Reception {
  /** 202 taken, 413, 401 or 400 refused, 503 to be sent again. */
  readonly statusCode: number;
  readonly cause?: string;
}

const BODY_BYTES_MAX = 20_480;

/** Verifies a delivery and queues the employee-week or CWO it names, in the order of contract 3: size, signature, shape. */
export async function receiveWebhook({ headers, body }: Delivery, ports: ReceivePorts): Promise<Reception> {
  if (body.byteLength > BODY_BYTES_MAX) return { statusCode: 413 };
  const checked = await ports.verifier.verify(headers, body);
  if (checked.verdict === 'UNAVAILABLE') return { statusCode: 503, cause: checked.cause };
  if (checked.verdict === 'INVALID') return { statusCode: 401 };
  const event = webhookBodySchema.safeParse(parseJson(body));
  if (!event.success) return { statusCode: 400 };
  try {
    await enqueue(event.data, ports);
    return { statusCode: 202 };
  } catch (error) {
    return { statusCode: 503, cause: `the queue did not take it: ${(error as Error).name}` };
  }
}

async function enqueue(event: WebhookBody, { queue, cwoChanges }: ReceivePorts): Promise<void> {
  if (!('data' in event)) return;
  if ('employeeId' in event.data) {
    const { employeeId, weekStartDate } = event.data;
    await queue.send({ employeeId, mondayDate: weekStartDate });
  } else await cwoChanges.send([event.data.cwoId]);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    return undefined;
  }
}
