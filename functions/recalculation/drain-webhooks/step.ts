import type { ChangeQueue, WaitingChange } from '../../../core/recalculation/change-queue.ts';
import type { Recalculations } from '../../../core/recalculation/recalculations.ts';
import type { RunRecords } from '../../../core/runs/run-records.ts';
import type { RunStore } from '../../../core/runs/run-store.ts';
import type { Clock } from '../../../core/values/clock.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import { coalesce, type DrainResult, putRequest, type RecalculationPart } from '../../messages/recalculation.ts';

export interface DrainPorts {
  readonly queue: ChangeQueue;
  readonly records: RunRecords;
  readonly store: RunStore;
  readonly recalculations: Recalculations;
  readonly clock: Clock;
  readonly sha256: Sha256;
}

/** 10 messages each: up to 5,000 in one drain. */
const RECEIVES_MAX = 500;
/** The function has a minute; starts and deletions need theirs. */
const RECEIVING_MS_MAX = 20_000;
/** A receive asks a sample of the queue's servers: one empty answer proves little. */
const EMPTY_RECEIVES_MAX = 3;

/**
 * Takes what waits, bounded in number and time, and starts one recalculation for each week. Messages are deleted only
 * once the run that stands for them is started; its name is the hash of them, so that starting it again is harmless.
 */
export async function drainWebhooks(ports: DrainPorts, signal: AbortSignal): Promise<DrainResult> {
  const { changes, isEmpty } = await receiveAll(ports, signal);
  const parts = coalesce(changes);
  const executions: string[] = [];
  for (const part of parts) {
    if (await ports.records.hasFullRun(part.mondayDate)) executions.push(await startRun(part, ports));
    await ports.queue.delete(part.changes);
  }
  const employeeWeeks = parts.reduce((sum, { employeeIds }) => sum + employeeIds.length, 0);
  return { messages: changes.length, employeeWeeks, executions, isEmpty };
}

async function receiveAll({ queue, clock }: DrainPorts, signal: AbortSignal) {
  const receiveUntil = Date.parse(clock.now()) + RECEIVING_MS_MAX;
  const isLate = () => signal.aborted || Date.parse(clock.now()) >= receiveUntil;
  const changes: WaitingChange[] = [];
  let empty = 0;
  for (let receives = 0; receives < RECEIVES_MAX && empty < EMPTY_RECEIVES_MAX && !isLate(); receives += 1) {
    const received = await queue.receive();
    changes.push(...received);
    empty = received.length === 0 ? empty + 1 : 0;
  }
  return { changes, isEmpty: empty === EMPTY_RECEIVES_MAX };
}

async function startRun(part: RecalculationPart<WaitingChange>, ports: DrainPorts): Promise<string> {
  const requestKey = await putRequest(ports.store, part);
  const messageIds = part.changes.map(({ messageId }) => messageId).sort();
  const hash = ports.sha256([part.mondayDate, ...part.employeeIds, ...messageIds].join('\n')).slice(0, 32);
  const name = `webhook-${part.mondayDate}-${hash}`;
  return ports.recalculations.start({ name, trigger: 'WEBHOOK', weekStartDate: part.mondayDate, requestKey });
}
