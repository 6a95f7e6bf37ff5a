import { setTimeout } from 'node:timers/promises';
import { DescribeExecutionCommand, type DescribeExecutionCommandOutput } from '@aws-sdk/client-sfn';
import type { Deployment } from './deployment.ts';

const POLL_MS = 500;

/**
 * Looks at an execution until it has ended, however it did.
 * @param whileRunning is called after each look that finds it running
 * @throws Error where it goes on for longer
 */
export async function waitForEnd(
  { stepFunctions }: Pick<Deployment, 'stepFunctions'>,
  executionArn: string,
  waitMaxMs: number,
  whileRunning: () => Promise<void> = async () => {},
): Promise<DescribeExecutionCommandOutput> {
  const deadline = Date.now() + waitMaxMs;
  while (Date.now() < deadline) {
    const execution = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== 'RUNNING') return execution;
    await whileRunning();
    await setTimeout(POLL_MS);
  }
  throw new Error(`execution ${executionArn} is still running; look at it again later`);
}
