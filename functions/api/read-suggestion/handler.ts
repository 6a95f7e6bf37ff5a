import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoSuggestions } from '../../../adapters/dynamodb/budgets/suggestions.ts';
import { DynamoCwoRegistry } from '../../../adapters/dynamodb/cwo/cwo-registry.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { budgetRequestSchema } from '../../messages/decision.ts';
import { ENV } from '../../names.ts';
import { readerRoute } from '../../runtime/reader-route.ts';
import { readSuggestion } from './step.ts';

const env = readEnvironment({
  [ENV.budgetTable]: z.string().min(1),
  [ENV.cwoTable]: z.string().min(1),
  [ENV.employeeClaim]: z.string().min(1),
});
const dynamodb = new AwsClients(new RequestMeter()).dynamodb();
const ports = {
  suggestions: new DynamoSuggestions(dynamodb, env[ENV.budgetTable], sha256),
  cwos: new DynamoCwoRegistry(dynamodb, env[ENV.cwoTable], systemClock),
};

export const handler = readerRoute(env[ENV.employeeClaim], async (reader, { path }) => {
  const request = budgetRequestSchema.safeParse({ reader, ...path });
  return request.success ? readSuggestion(request.data, ports) : { status: 400 };
});
