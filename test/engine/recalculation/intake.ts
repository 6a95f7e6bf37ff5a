import { request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { inject } from 'vitest';
import { Deployment } from '../../../cli/deployment.ts';
import type { DrainResult } from '../../../functions/messages/recalculation.ts';
import type { Delivery } from '../../worlds/webhooks/deliveries.ts';

/** The doors of the deployed stack by which changes come in. */

const ANSWER_MS_MAX = 30_000;
const POLL_MS = 300;
const POLLS_MAX = 400;
const COUNTS = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;

/** The stack that the tests share, with clients for it. */
export function deployment(): Deployment {
  return Deployment.local(inject('outputs'));
}

export async function webhookSecret(stack: Deployment): Promise<string> {
  const { SecretString = '' } = await stack.secrets.send(
    new GetSecretValueCommand({ SecretId: stack.output('WebhookSecretName') }),
  );
  return SecretString;
}

/** Posts a delivery as it is: doubled headers twice, the body byte by byte. @returns the status */
export function post(url: string, { headers, body }: Delivery, contentType = 'application/json'): Promise<number> {
  const present = Object.entries({ 'content-type': contentType, ...headers }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, typeof value === 'string' ? value : [...value]]],
  );
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { method: 'POST', headers: Object.fromEntries(present), signal: AbortSignal.timeout(ANSWER_MS_MAX) },
      (response) => {
        response.resume().once('end', () => resolve(response.statusCode ?? 0));
      },
    );
    outgoing.once('error', reject).end(body);
  });
}

/** Lets the deployed drainer take what waits. */
export async function drain(stack: Deployment): Promise<DrainResult> {
  const { Payload, FunctionError } = await new LambdaClient({}).send(
    new InvokeCommand({ FunctionName: stack.output('DrainerName'), Payload: '{}' }),
  );
  const text = new TextDecoder().decode(Payload);
  if (FunctionError) throw new Error(`the drainer failed: ${text}`);
  return JSON.parse(text);
}

/**
 * Drains until nothing waits, nothing is held by the drainer that runs each minute anyway, and no run goes on.
 * @throws Error where it does not come to rest
 */
export async function settle(stack: Deployment): Promise<void> {
  for (let polls = 0; polls < POLLS_MAX; polls += 1) {
    const { waiting, held } = await countMessages(stack.output('ChangeQueueUrl'));
    if (waiting > 0) await drain(stack);
    else if (held === 0 && !(await isRunning(stack))) return;
    else await setTimeout(POLL_MS);
  }
  throw new Error('the stack does not come to rest');
}

/** Messages of a queue: those that wait, and those that were received and not deleted. */
export async function countMessages(queueUrl: string): Promise<{ readonly waiting: number; readonly held: number }> {
  const { Attributes } = await new SQSClient({ useQueueUrlAsEndpoint: false }).send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...COUNTS] }),
  );
  const [waiting, held] = COUNTS.map((name) => Number(Attributes?.[name])) as [number, number];
  return { waiting, held };
}

/** Waits until no run of the workflow goes on. @throws Error where one does not end */
export async function runsEnded(stack: Deployment): Promise<void> {
  for (let polls = 0; polls < POLLS_MAX; polls += 1) {
    if (!(await isRunning(stack))) return;
    await setTimeout(POLL_MS);
  }
  throw new Error('a run does not end');
}

async function isRunning(stack: Deployment): Promise<boolean> {
  const { executions } = await stack.stepFunctions.send(
    new ListExecutionsCommand({ stateMachineArn: stack.output('WorkflowArn'), statusFilter: 'RUNNING' }),
  );
  return (executions ?? []).length > 0;
}
