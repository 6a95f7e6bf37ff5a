import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import type { SyncMachine } from '../../../../cli/commands/timesheets/sync-execution.ts';
import type { LookedWeek } from '../../../../functions/messages/timesheets.ts';

const sfn = mockClient(SFNClient);

/** A state machine whose looks come to this. @returns it, and with what it was started */
export function lookingMachine(looked: readonly LookedWeek[]): { machine: SyncMachine; inputs: () => unknown[] } {
  sfn.reset();
  sfn.on(StartExecutionCommand).resolves({ executionArn: 'arn' });
  sfn.on(DescribeExecutionCommand).resolves({ status: 'SUCCEEDED' });
  const output = JSON.stringify({ isComplete: true, hasChanges: false, looked });
  sfn
    .on(GetExecutionHistoryCommand)
    .resolves({ events: [{ stateExitedEventDetails: { name: 'Close sync', output } }] as never });
  const stepFunctions = new SFNClient({ region: 'eu-central-1' });
  const inputs = () =>
    sfn.commandCalls(StartExecutionCommand).map(({ args: [{ input }] }) => JSON.parse(input.input ?? ''));
  return { machine: { stepFunctions, output: (name: string) => `the ${name}` }, inputs };
}
