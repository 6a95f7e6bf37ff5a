import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { z } from 'zod';
import { toExactJson } from '../../core/values/codec.ts';
import { readerSchema } from '../messages/reader.ts';
import { ROLE_CLAIM } from '../names.ts';
import { logger, tracer } from './telemetry.ts';

/** How a request is answered; without a body where nothing is told. */
export interface ApiAnswer {
  readonly status: number;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a request holds beside its reader. */
export interface ApiRequest {
  readonly path: Readonly<Record<string, string | undefined>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/**
 * A Lambda handler of a route that asks for a token of the company's issuer. Who asks is told by its claims alone, and
 * whoever they do not name is refused before anything is looked at.
 * @param employeeClaim the claim that names the employee
 */
export function readerRoute(
  employeeClaim: string,
  answer: (reader: z.infer<typeof readerSchema>, request: ApiRequest) => Promise<ApiAnswer>,
) {
  return middy<APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(captureLambdaHandler(tracer, { captureResponse: false }))
    .handler(async ({ pathParameters, headers, body = '', isBase64Encoded, requestContext }) => {
      const { claims } = requestContext.authorizer.jwt;
      const reader = readerSchema.safeParse({ employeeId: claims[employeeClaim], role: claims[ROLE_CLAIM] });
      if (!reader.success) return toResult({ status: 403 });
      const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
      return toResult(await answer(reader.data, { path: pathParameters ?? {}, headers, body: bytes }));
    });
}

/** Nothing on the way may keep an answer: the next one who asks may see more, or less. */
function toResult({ status, body, headers = {} }: ApiAnswer): APIGatewayProxyStructuredResultV2 {
  const kept = { 'cache-control': 'no-store', ...headers };
  if (body === undefined) return { statusCode: status, headers: kept };
  return {
    statusCode: status,
    headers: { ...kept, 'content-type': 'application/json' },
    body: toExactJson(body, 0),
  };
}
