import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { DrainResult } from '../../../functions/messages/recalculation.ts';
import type { SweepResult } from '../../../functions/messages/sweep.ts';
import type { Deployment } from '../../deployment.ts';
import { waitForEnd } from '../../wait-for-end.ts';

/** What a sweep by hand did. */
export interface SweepReport {
  readonly drained: { readonly messages: number; readonly employeeWeeks: number; readonly runs: number };
  /** Null where the sweep failed. */
  readonly sweep: SweepResult | null;
  /** Why the sweep failed, as its execution says; null where it did not. */
  readonly failure: { readonly error: string; readonly cause: string } | null;
  /** Whether all that was found is dealt with and the cursor has moved. */
  readonly isComplete: boolean;
}

const DRAINS_MAX = 20;
const WAIT_MAX_MS = 60 * 60_000;

/** Drains the waiting webhooks, then polls the change feed and re-checks what may change untold; waits for every run. */
export async function sweep(deployment: Deployment, tell: (line: string) => void): Promise<SweepReport> {
  tell('draining the waiting webhooks');
  const drained = await drain(deployment);
  for (const executionArn of drained.executions) await waitForEnd(deployment, executionArn, WAIT_MAX_MS);
  tell('reading the change feed and re-checking provisional results');
  const { executionArn } = await deployment.stepFunctions.send(
    new StartExecutionCommand({ stateMachineArn: deployment.output('SweepArn'), input: '{}' }),
  );
  if (executionArn === undefined) throw new Error('the sweep was started without an execution');
  const { status, output, error, cause } = await waitForEnd(deployment, executionArn, WAIT_MAX_MS);
  const { messages, employeeWeeks, executions } = drained;
  return {
    drained: { messages, employeeWeeks, runs: executions.length },
    sweep: output === undefined ? null : JSON.parse(output),
    failure: status === 'SUCCEEDED' ? null : { error: error ?? String(status), cause: cause ?? '' },
    isComplete: status === 'SUCCEEDED',
  };
}

export function renderSweep({ drained, sweep: result, failure }: SweepReport): string {
  return [
    `webhooks: ${drained.messages} messages, ${drained.employeeWeeks} employee-weeks, ${drained.runs} runs`,
    ...(result ? renderResult(result) : []),
    ...(failure ? renderFailure(failure) : ['complete']),
  ].join('\n');
}

function renderResult({ changes, rechecks, unreadable, runs, parked, hasMore }: SweepResult): string[] {
  const { count, sample } = unreadable;
  return [
    `sweep: ${changes} changes of the feed, ${rechecks} re-checked`,
    ...runs.map(({ weekStartDate, status, runId }) => `  week ${weekStartDate}: ${status} (run ${runId ?? 'none'})`),
    ...parked.map(
      ({ employeeId, mondayDate, reason }) =>
        `  given up after three sweeps, until the week is run: ${employeeId} in week ${mondayDate}: ${reason}`,
    ),
    ...(hasMore ? ['  the feed has more: sweep again'] : []),
    ...(sample ? [`  ${count} changes name no employee-week and were passed over, such as ${sample.detail}`] : []),
  ];
}

function renderFailure({ error, cause }: NonNullable<SweepReport['failure']>): string[] {
  return [
    `INCOMPLETE: ${error}: ${cause}`,
    '  The cursor stays and the next sweep takes it up. Mend the cause: docs/runbook.md, SweepNotSucceeded.',
  ];
}

async function drain(deployment: Deployment): Promise<DrainResult> {
  const client = new LambdaClient({});
  let total: DrainResult = { messages: 0, employeeWeeks: 0, executions: [], isEmpty: false };
  for (let drains = 0; drains < DRAINS_MAX && !total.isEmpty; drains += 1) {
    const result = await invokeDrainer(client, deployment.output('DrainerName'));
    total = {
      messages: total.messages + result.messages,
      employeeWeeks: total.employeeWeeks + result.employeeWeeks,
      executions: [...total.executions, ...result.executions],
      isEmpty: result.isEmpty,
    };
  }
  return total;
}

async function invokeDrainer(client: LambdaClient, name: string): Promise<DrainResult> {
  const { Payload, FunctionError } = await client.send(new InvokeCommand({ FunctionName: name, Payload: '{}' }));
  const text = new TextDecoder().decode(Payload);
  if (FunctionError) throw new Error(`the drainer failed: ${text}`);
  return JSON.parse(text);
}
