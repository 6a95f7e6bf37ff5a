import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoCwoRegistry } from '../../../adapters/dynamodb/cwo/cwo-registry.ts';
import { DynamoLedgerReader } from '../../../adapters/dynamodb/ledger/ledger-reader.ts';
import { S3EvidenceStore } from '../../../adapters/s3/object-store.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { toExactJson } from '../../../core/values/codec.ts';
import { auditRequestSchema } from '../../messages/audit.ts';
import { ENV, ROLE_CLAIM } from '../../names.ts';
import { logger, tracer } from '../../runtime/telemetry.ts';
import { readAudit } from './step.ts';

const env = readEnvironment({
  [ENV.allocationTable]: z.string().min(1),
  [ENV.cwoTable]: z.string().min(1),
  [ENV.evidenceBucket]: z.string().min(1),
  [ENV.employeeClaim]: z.string().min(1),
});
const clients = new AwsClients(new RequestMeter());
const dynamodb = clients.dynamodb();
const ports = {
  ledger: new DynamoLedgerReader(dynamodb, env[ENV.allocationTable], sha256),
  evidence: new S3EvidenceStore(clients.s3(), env[ENV.evidenceBucket], sha256),
  managers: new DynamoCwoRegistry(dynamodb, env[ENV.cwoTable], systemClock),
};

export const handler = middy<APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(captureLambdaHandler(tracer, { captureResponse: false }))
  .handler(async ({ pathParameters, requestContext }) => {
    const { claims } = requestContext.authorizer.jwt;
    const reader = { employeeId: claims[env[ENV.employeeClaim]], role: claims[ROLE_CLAIM] };
    if (!auditRequestSchema.shape.reader.safeParse(reader).success) return answerWith(403);
    const request = auditRequestSchema.safeParse({ reader, ...pathParameters });
    if (!request.success) return answerWith(400);
    const { employeeId, mondayDate } = request.data;
    const answer = await readAudit(request.data, ports);
    if (answer.status !== 200) return answerWith(answer.status);
    const body = toExactJson({ employeeId, weekStartDate: mondayDate, revisions: answer.revisions }, 0);
    return answerWith(200, body);
  });

/** Nothing on the way may keep an answer: the next one who asks may see more, or less. */
function answerWith(statusCode: number, body?: string): APIGatewayProxyStructuredResultV2 {
  const headers = { 'cache-control': 'no-store' };
  if (body === undefined) return { statusCode, headers };
  return { statusCode, headers: { ...headers, 'content-type': 'application/json' }, body };
}
