import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Deployment } from '../../../cli/deployment.ts';

/** What a deployed function answers. @throws with its text where it failed */
export async function invoke(FunctionName: string, event: object): Promise<Readonly<Record<string, unknown>>> {
  const { Payload, FunctionError } = await new LambdaClient({}).send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
  );
  const text = new TextDecoder().decode(Payload);
  if (FunctionError) throw new Error(text);
  return JSON.parse(text);
}

/** Tells all that waits in the outbox, as the schedule has it told. */
export function sendWaiting(stack: Deployment): Promise<Readonly<Record<string, unknown>>> {
  return invoke(stack.output('SendAlertsName'), { run: null, reconciledKey: null });
}
