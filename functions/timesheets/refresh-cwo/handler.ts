import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { cachedSecret } from '../../../adapters/aws/secret.ts';
import { DynamoSuggestions } from '../../../adapters/dynamodb/budgets/suggestions.ts';
import { DynamoCwoRegistry } from '../../../adapters/dynamodb/cwo/cwo-registry.ts';
import { DynamoPublications } from '../../../adapters/dynamodb/publication/publications.ts';
import { S3Benchmarks } from '../../../adapters/s3/benchmarks.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { HttpTimesheetSource } from '../../../adapters/timesheets/etm/source.ts';
import { benchmarkSettingsSchema } from '../../messages/budgets.ts';
import { refreshCwoEventSchema } from '../../messages/cwo.ts';
import { ENV } from '../../names.ts';
import { workflowStep } from '../../runtime/workflow-step.ts';
import { refreshCwo } from './step.ts';

const env = readEnvironment({
  [ENV.allocationTable]: z.string().min(1),
  [ENV.cwoTable]: z.string().min(1),
  [ENV.budgetTable]: z.string().min(1),
  [ENV.evidenceBucket]: z.string().min(1),
  [ENV.benchmarkSettings]: benchmarkSettingsSchema,
  [ENV.timesheetBaseUrl]: z.url(),
  [ENV.timesheetTokenSecret]: z.string().min(1),
  [ENV.timesheetTimeoutSeconds]: z.coerce.number().positive(),
});
const clients = new AwsClients(new RequestMeter());
const system = {
  baseUrl: env[ENV.timesheetBaseUrl],
  token: cachedSecret(clients.secrets(), { secretId: env[ENV.timesheetTokenSecret], clock: systemClock }),
};
const ports = {
  timesheets: new HttpTimesheetSource(system, env[ENV.timesheetTimeoutSeconds] * 1000, systemClock),
  cwos: new DynamoCwoRegistry(clients.dynamodb(), env[ENV.cwoTable], systemClock),
  publications: new DynamoPublications(clients.dynamodb(), env[ENV.allocationTable]),
  benchmarks: new S3Benchmarks(clients.s3(), env[ENV.evidenceBucket]),
  suggestions: new DynamoSuggestions(clients.dynamodb(), env[ENV.budgetTable], sha256),
  settings: env[ENV.benchmarkSettings],
  clock: systemClock,
  sha256,
};

export const handler = workflowStep(refreshCwoEventSchema, ({ Records: [{ body: cwoId }] }, signal) =>
  refreshCwo(cwoId, ports, signal),
);
