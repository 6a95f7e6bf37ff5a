import { GetExecutionHistoryCommand, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { RunSummary } from '../../../core/runs/run.ts';
import type { WorkflowInput } from '../../../functions/messages/events.ts';
import type { Deployment } from '../../deployment.ts';
import { waitForEnd } from '../../wait-for-end.ts';

/** The workflow itself ends after six hours. */
const WAIT_MAX_MS = 6.1 * 60 * 60_000;

/** Starts the workflow for a week and waits until it has ended, telling the phases as they come. */
export async function run(deployment: Deployment, week: string, tell: (line: string) => void): Promise<RunSummary> {
  const input: WorkflowInput = { trigger: 'MANUAL', weekStartDate: week };
  const { executionArn } = await deployment.stepFunctions.send(
    new StartExecutionCommand({ stateMachineArn: deployment.output('WorkflowArn'), input: JSON.stringify(input) }),
  );
  if (executionArn === undefined) throw new Error('the workflow was started without an execution');
  await waitForEnd(deployment, executionArn, WAIT_MAX_MS, tellPhase(deployment, executionArn, tell));
  const summary = await deployment.records.findByExecution(week, executionArn.split(':').at(-1) as string);
  if (!summary) throw new Error(`execution ${executionArn} left no run record: look at its history`);
  return summary;
}

/** @returns what tells the phase of the execution where it is another than before */
function tellPhase({ stepFunctions }: Deployment, executionArn: string, tell: (line: string) => void) {
  let told = '';
  return async () => {
    const phase = await phaseOf(stepFunctions, executionArn);
    if (phase !== told) tell(phase);
    told = phase;
  };
}

async function phaseOf(client: SFNClient, executionArn: string): Promise<string> {
  const { events } = await client.send(
    new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 20, includeExecutionData: false }),
  );
  const entered = events?.find(({ stateEnteredEventDetails }) => stateEnteredEventDetails !== undefined);
  return entered?.stateEnteredEventDetails?.name ?? 'starting';
}
