import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoBudgets } from '../../../adapters/dynamodb/budgets/budgets.ts';
import { DynamoDecisions } from '../../../adapters/dynamodb/budgets/decisions.ts';
import { DynamoSuggestions } from '../../../adapters/dynamodb/budgets/suggestions.ts';
import { DynamoCwoRegistry } from '../../../adapters/dynamodb/cwo/cwo-registry.ts';
import { DynamoCwoLines } from '../../../adapters/dynamodb/ledger/cwo-lines.ts';
import { DynamoPublications } from '../../../adapters/dynamodb/publication/publications.ts';
import { LambdaAlertPhase } from '../../../adapters/lambda/alert-phase.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { thresholdsSchema } from '../../messages/budgets.ts';
import { budgetRequestSchema, faultsOfFields } from '../../messages/decision.ts';
import { ENV } from '../../names.ts';
import { readerRoute } from '../../runtime/reader-route.ts';
import { logger } from '../../runtime/telemetry.ts';
import { decideOnRequest, refused } from './step.ts';

const env = readEnvironment({
  [ENV.allocationTable]: z.string().min(1),
  [ENV.budgetTable]: z.string().min(1),
  [ENV.cwoTable]: z.string().min(1),
  [ENV.employeeClaim]: z.string().min(1),
  [ENV.budgetThresholds]: thresholdsSchema,
  [ENV.timeZone]: z.string().min(1),
  [ENV.sendAlertsFunction]: z.string().min(1),
});
const clients = new AwsClients(new RequestMeter());
const dynamodb = clients.dynamodb();
const tables = { budgets: env[ENV.budgetTable], cwos: env[ENV.cwoTable] };
const ports = {
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

export const handler = readerRoute(env[ENV.employeeClaim], async (reader, { path, headers, body }) => {
  const request = budgetRequestSchema.safeParse({ reader, ...path });
  if (!request.success) return refused(faultsOfFields(request.error));
  return decideOnRequest({ ...request.data, ifMatch: headers['if-match'], body }, ports);
});
