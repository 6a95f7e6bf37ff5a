import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { cachedSecret } from '../../../adapters/aws/secret.ts';
import { DynamoBudgets } from '../../../adapters/dynamodb/budgets/budgets.ts';
import { DynamoDecisions } from '../../../adapters/dynamodb/budgets/decisions.ts';
import { DynamoSuggestions } from '../../../adapters/dynamodb/budgets/suggestions.ts';
import { DynamoCwoRegistry } from '../../../adapters/dynamodb/cwo/cwo-registry.ts';
import { DynamoCwoLines } from '../../../adapters/dynamodb/ledger/cwo-lines.ts';
import { DynamoPublications } from '../../../adapters/dynamodb/publication/publications.ts';
import { LambdaAlertPhase } from '../../../adapters/lambda/alert-phase.ts';
import { HmacDecisionLinks } from '../../../adapters/links/decision-links.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { thresholdsSchema } from '../../messages/budgets.ts';
import { ENV } from '../../names.ts';
import { logger, tracer } from '../../runtime/telemetry.ts';
import { STYLE } from './layout.ts';
import { decideByLink, showLink } from './step.ts';

const env = readEnvironment({
  [ENV.allocationTable]: z.string().min(1),
  [ENV.budgetTable]: z.string().min(1),
  [ENV.cwoTable]: z.string().min(1),
  [ENV.budgetThresholds]: thresholdsSchema,
  [ENV.timeZone]: z.string().min(1),
  [ENV.sendAlertsFunction]: z.string().min(1),
  [ENV.linkKeySecret]: z.string().min(1),
});
const clients = new AwsClients(new RequestMeter());
const dynamodb = clients.dynamodb();
const tables = { budgets: env[ENV.budgetTable], cwos: env[ENV.cwoTable] };
const ports = {
  links: new HmacDecisionLinks(
    cachedSecret(clients.secrets(), { secretId: env[ENV.linkKeySecret], clock: systemClock }),
  ),
  budgets: new DynamoBudgets(dynamodb, tables.budgets, sha256),
  decisions: new DynamoDecisions(dynamodb, tables, sha256),
  publications: new DynamoPublications(dynamodb, env[ENV.allocationTable]),
  suggestions: new DynamoSuggestions(dynamodb, tables.budgets, sha256),
  cwos: new DynamoCwoRegistry(dynamodb, tables.cwos, systemClock),
  lines: new DynamoCwoLines(dynamodb, env[ENV.allocationTable], sha256),
  alertPhase: new LambdaAlertPhase(clients.lambda(), env[ENV.sendAlertsFunction]),
  report: { warn: (message: string, details: Readonly<Record<string, string>>) => logger.warn(message, details) },
  settings: { thresholds: env[ENV.budgetThresholds], timeZone: env[ENV.timeZone] },
  clock: systemClock,
  sha256,
};

const STYLE_HASH = Buffer.from(sha256(STYLE), 'hex').toString('base64');
/** No script, nothing from elsewhere, in no frame; and the address, which is a secret, is told to nobody. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(captureLambdaHandler(tracer, { captureResponse: false }))
  .handler(async ({ pathParameters, requestContext, body = '', isBase64Encoded }) => {
    const token = pathParameters?.token ?? '';
    const isSent = requestContext.http.method === 'POST';
    const sent = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
    const { status, page } = isSent ? await decideByLink(token, sent, ports) : await showLink(token, ports);
    return { statusCode: status, headers: HEADERS, body: page };
  });
