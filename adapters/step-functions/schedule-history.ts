import { DescribeStateMachineCommand, ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { ScheduleHistory } from '../../core/runs/schedule-history.ts';

/** The executions of the schedule's state machine, which Step Functions keeps for 90 days. */
export class StepFunctionsScheduleHistory implements ScheduleHistory {
  readonly #client: SFNClient;
  readonly #stateMachineArn: string;

  constructor(client: SFNClient, stateMachineArn: string) {
    this.#client = client;
    this.#stateMachineArn = stateMachineArn;
  }

  async lastStart(): Promise<string | null> {
    // The latest comes first.
    const { executions } = await this.#client.send(
      new ListExecutionsCommand({ stateMachineArn: this.#stateMachineArn, maxResults: 1 }),
    );
    return executions?.[0]?.startDate?.toISOString() ?? null;
  }

  async existsSince(): Promise<string> {
    const { creationDate } = await this.#client.send(
      new DescribeStateMachineCommand({ stateMachineArn: this.#stateMachineArn }),
    );
    if (creationDate === undefined) throw new Error('the state machine of the schedule has no date of creation');
    return creationDate.toISOString();
  }
}
