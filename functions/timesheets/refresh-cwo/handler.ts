import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { cachedSecret } from '../../../adapters/aws/secret.ts';
import { DynamoCwoRegistry } from '../../../adapters/dynamodb/cwo/cwo-registry.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { HttpTimesheetSource } from '../../../adapters/timesheets/etm/source.ts';
import { refreshCwoEventSchema } from '../../messages/cwo.ts';
import { ENV } from '../../names.ts';
import { workflowStep } from '../../runtime/workflow-step.ts';
import { refreshCwo } from './step.ts';

const env = readEnvironment({
  [ENV.cwoTable]: z.string().min(1),
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
  cwos: new HttpTimesheetSource(system, env[ENV.timesheetTimeoutSeconds] * 1000, systemClock),
  registry: new DynamoCwoRegistry(clients.dynamodb(), env[ENV.cwoTable], systemClock),
  clock: systemClock,
};

export const handler = workflowStep(refreshCwoEventSchema, ({ Records: [{ body: cwoId }] }, signal) =>
  refreshCwo(cwoId, ports, signal),
);
