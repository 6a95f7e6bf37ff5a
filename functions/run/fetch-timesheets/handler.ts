import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { cachedSecret } from '../../../adapters/aws/secret.ts';
import { DynamoLedger } from '../../../adapters/dynamodb/ledger/ledger.ts';
import { DynamoStaleAcceptances } from '../../../adapters/dynamodb/ledger/stale-acceptances.ts';
import { S3RunStore } from '../../../adapters/s3/object-store.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { HttpTimesheetSource } from '../../../adapters/timesheets/etm/source.ts';
import { batchTaskSchema } from '../../messages/events.ts';
import { ENV } from '../../names.ts';
import { meteredStep } from '../../runtime/workflow-step.ts';
import { fetchOrWait } from './step.ts';

const env = readEnvironment({
  [ENV.allocationTable]: z.string().min(1),
  [ENV.runBucket]: z.string().min(1),
  [ENV.timesheetBaseUrl]: z.url(),
  [ENV.timesheetTokenSecret]: z.string().min(1),
  [ENV.timesheetTimeoutSeconds]: z.coerce.number().positive(),
});
const requests = new RequestMeter();
const clients = new AwsClients(requests);
const system = {
  baseUrl: env[ENV.timesheetBaseUrl],
  token: cachedSecret(clients.secrets(), { secretId: env[ENV.timesheetTokenSecret], clock: systemClock }),
};
const dynamodb = clients.dynamodb();
const ports = {
  store: new S3RunStore(clients.s3(), env[ENV.runBucket], sha256),
  ledger: new DynamoLedger(dynamodb, env[ENV.allocationTable], { clock: systemClock, sha256 }),
  timesheets: new HttpTimesheetSource(system, env[ENV.timesheetTimeoutSeconds] * 1000, systemClock),
  acceptances: new DynamoStaleAcceptances(dynamodb, env[ENV.allocationTable], systemClock),
  clock: systemClock,
};

export const handler = meteredStep(batchTaskSchema, requests, (task, _meter, signal) =>
  fetchOrWait(task, ports, signal),
);
