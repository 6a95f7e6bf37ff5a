import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { cachedSecret } from '../../../adapters/aws/secret.ts';
import { DynamoLedgerReader } from '../../../adapters/dynamodb/ledger/ledger-reader.ts';
import { DynamoSweepStates } from '../../../adapters/dynamodb/recalculation/sweep-states.ts';
import { DynamoRunRecords } from '../../../adapters/dynamodb/runs/run-records.ts';
import { S3RunStore } from '../../../adapters/s3/object-store.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { HttpTimesheetSource } from '../../../adapters/timesheets/etm/source.ts';
import { collectChangesEventSchema } from '../../messages/sweep.ts';
import { ENV } from '../../names.ts';
import { workflowStep } from '../../runtime/workflow-step.ts';
import { collectChanges } from './step.ts';

const env = readEnvironment({
  [ENV.allocationTable]: z.string().min(1),
  [ENV.runBucket]: z.string().min(1),
  [ENV.timesheetBaseUrl]: z.url(),
  [ENV.timesheetTokenSecret]: z.string().min(1),
  [ENV.timesheetTimeoutSeconds]: z.coerce.number().positive(),
  [ENV.timeZone]: z.string().min(1),
  [ENV.recheckWeeks]: z.coerce.number().int().min(0),
});
const clients = new AwsClients(new RequestMeter());
const dynamodb = clients.dynamodb();
const system = {
  baseUrl: env[ENV.timesheetBaseUrl],
  token: cachedSecret(clients.secrets(), { secretId: env[ENV.timesheetTokenSecret], clock: systemClock }),
};
const ports = {
  states: new DynamoSweepStates(dynamodb, env[ENV.allocationTable]),
  feed: new HttpTimesheetSource(system, env[ENV.timesheetTimeoutSeconds] * 1000, systemClock),
  ledger: new DynamoLedgerReader(dynamodb, env[ENV.allocationTable], sha256),
  records: new DynamoRunRecords(dynamodb, env[ENV.allocationTable]),
  store: new S3RunStore(clients.s3(), env[ENV.runBucket], sha256),
  clock: systemClock,
  sha256,
};
const window = { timeZone: env[ENV.timeZone], recheckWeeks: env[ENV.recheckWeeks] };

export const handler = workflowStep(collectChangesEventSchema, (event, signal) =>
  collectChanges(event, ports, window, signal),
);
