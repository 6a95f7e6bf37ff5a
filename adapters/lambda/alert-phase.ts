import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { AlertPhase } from '../../core/budgets/alert-phase.ts';

/** The function that sends alerts, called without waiting for its answer. */
export class LambdaAlertPhase implements AlertPhase {
  readonly #client: LambdaClient;
  readonly #functionName: string;

  constructor(client: LambdaClient, functionName: string) {
    this.#client = client;
    this.#functionName = functionName;
  }

  async start(): Promise<void> {
    const payload = { run: null, reconciledKey: null };
    await this.#client.send(
      new InvokeCommand({
        FunctionName: this.#functionName,
        InvocationType: 'Event',
        Payload: Buffer.from(JSON.stringify(payload)),
      }),
    );
  }
}
