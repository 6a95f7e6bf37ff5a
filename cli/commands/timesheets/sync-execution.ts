import { GetExecutionHistoryCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { z } from 'zod';
import type { Clock } from '../../../core/values/clock.ts';
import type { Deployment } from '../../deployment.ts';
import { waitForEnd } from '../../wait-for-end.ts';

export type SyncMachine = Pick<Deployment, 'stepFunctions' | 'output'>;

export interface Waiting {
  readonly clock: Clock;
  readonly tell: (line: string) => void;
}

/** As long as a sync may take. */
const WAIT_MAX_MS = 20 * 60 * 60_000;
/** While another sync writes. */
const TURN_MAX_MS = 10 * 60_000;
const TURN_PAUSE_MS = 15_000;
/** Events behind the one that closes a sync. */
const LAST_EVENTS = 40;

const skippedSchema = z.object({ status: z.literal('SKIPPED') });

/**
 * Starts a sync and waits; where another one writes, up to 10 minutes for its end.
 * @param schema of what its last step tells
 * @throws Error where the sync did not come to its end
 */
export async function executeSync<End>(
  deployment: SyncMachine,
  input: object,
  schema: z.ZodType<End>,
  { clock, tell }: Waiting,
): Promise<End & { readonly durationMs: number }> {
  const startedMs = Date.parse(clock.now());
  for (;;) {
    const end = await tryOnce(deployment, input, schema);
    const durationMs = Date.parse(clock.now()) - startedMs;
    if (end !== 'SKIPPED') return { ...end, durationMs };
    if (durationMs >= TURN_MAX_MS) throw new Error('another sync has been writing for 10 minutes: try again later');
    tell('another sync is writing; waiting for its end');
    await clock.pause(TURN_PAUSE_MS);
  }
}

async function tryOnce<End>(deployment: SyncMachine, input: object, schema: z.ZodType<End>): Promise<End | 'SKIPPED'> {
  const { stepFunctions } = deployment;
  const { executionArn } = await stepFunctions.send(
    new StartExecutionCommand({ stateMachineArn: deployment.output('TimesheetSyncArn'), input: JSON.stringify(input) }),
  );
  if (executionArn === undefined) throw new Error('the sync was started without an execution');
  const { error, cause } = await waitForEnd(deployment, executionArn, WAIT_MAX_MS);
  const { events = [] } = await stepFunctions.send(
    new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: LAST_EVENTS }),
  );
  for (const { stateExitedEventDetails } of events) {
    const output: unknown = JSON.parse(stateExitedEventDetails?.output ?? 'null');
    const closed = schema.safeParse(output);
    if (closed.success) return closed.data;
    if (skippedSchema.safeParse(output).success) return 'SKIPPED';
  }
  throw new Error(`the sync did not come to its end: ${error}: ${cause}`);
}
