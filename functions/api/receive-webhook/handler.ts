import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { cachedSecret } from '../../../adapters/aws/secret.ts';
import { SqsChangeQueue } from '../../../adapters/sqs/change-queue.ts';
import { SqsCwoChanges } from '../../../adapters/sqs/cwo-changes.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { StandardWebhookVerifier } from '../../../adapters/webhooks/verifier.ts';
import { ENV } from '../../names.ts';
import { logger, tracer } from '../../runtime/telemetry.ts';
import { receiveWebhook } from './step.ts';

const env = readEnvironment({
  [ENV.webhookSecret]: z.string().min(1),
  [ENV.changeQueueUrl]: z.string().min(1),
  [ENV.cwoQueueUrl]: z.string().min(1),
});
/** Within seconds a secret that was put right heals; forgeries are refused too, and do not make each call read it. */
const REREAD_MS = 10_000;

const clients = new AwsClients(new RequestMeter());
const sqs = clients.sqs();
const secrets = cachedSecret(clients.secrets(), {
  secretId: env[ENV.webhookSecret],
  clock: systemClock,
  rereadMs: REREAD_MS,
});
const ports = {
  verifier: new StandardWebhookVerifier(secrets),
  queue: new SqsChangeQueue(sqs, env[ENV.changeQueueUrl]),
  cwoChanges: new SqsCwoChanges(sqs, env[ENV.cwoQueueUrl]),
};

export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(captureLambdaHandler(tracer, { captureResponse: false }))
  .handler(async ({ headers, body = '', isBase64Encoded }) => {
    const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
    const { statusCode, cause } = await receiveWebhook({ headers, body: bytes }, ports);
    if (statusCode !== 202) logger.warn('delivery not taken', { statusCode, cause });
    return { statusCode };
  });
