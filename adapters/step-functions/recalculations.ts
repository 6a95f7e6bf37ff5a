import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Recalculations } from '../../core/recalculation/recalculations.ts';

/** Starts the workflow for a recalculation. */
export class StepFunctionsRecalculations implements Recalculations {
  readonly #client: SFNClient;
  readonly #workflowArn: string;

  constructor(client: SFNClient, workflowArn: string) {
    this.#client = client;
    this.#workflowArn = workflowArn;
  }

  async start({ name, ...input }: Parameters<Recalculations['start']>[0]): Promise<string> {
    try {
      const { executionArn } = await this.#client.send(
        new StartExecutionCommand({ stateMachineArn: this.#workflowArn, name, input: JSON.stringify(input) }),
      );
      if (executionArn) return executionArn;
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
    return `${this.#workflowArn.replace(':stateMachine:', ':execution:')}:${name}`;
  }
}
