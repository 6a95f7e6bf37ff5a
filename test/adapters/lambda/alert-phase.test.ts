import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { LambdaAlertPhase } from '../../../adapters/lambda/alert-phase.ts';
import { sendAlertsEventSchema } from '../../../functions/messages/budgets.ts';

describe('the phase alerts', () => {
  it('is started without waiting for its end, as its function takes it', async () => {
    const lambda = mockClient(LambdaClient);
    lambda.on(InvokeCommand).resolves({ StatusCode: 202 });

    await new LambdaAlertPhase(new LambdaClient({}), 'send-alerts').start();

    const [call] = lambda.commandCalls(InvokeCommand);
    const { FunctionName, InvocationType, Payload } = call?.args[0].input ?? {};
    expect([FunctionName, InvocationType]).toEqual(['send-alerts', 'Event']);
    const event = sendAlertsEventSchema.parse(JSON.parse(Buffer.from(Payload as Uint8Array).toString('utf8')));
    expect(event).toEqual({ run: null, reconciledKey: null });
  });
});
