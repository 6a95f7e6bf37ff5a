import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoLedger } from '../../../adapters/dynamodb/ledger/ledger.ts';
import { DynamoStaleAcceptances } from '../../../adapters/dynamodb/ledger/stale-acceptances.ts';
import { configuredMirrorTable } from '../../../adapters/dynamodb/timesheets/configured-table.ts';
import { MirrorTimesheetSource } from '../../../adapters/dynamodb/timesheets/mirror-timesheet-source.ts';
import { S3RunStore } from '../../../adapters/s3/object-store.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { configuredSource } from '../../../adapters/timesheets/etm/configured-source.ts';
import { batchTaskSchema } from '../../messages/events.ts';
import { ENV } from '../../names.ts';
import { meteredStep } from '../../runtime/workflow-step.ts';
import { fetchOrWait } from './step.ts';

const env = readEnvironment({
  [ENV.allocationTable]: z.string().min(1),
  [ENV.runBucket]: z.string().min(1),
});
const requests = new RequestMeter();
const clients = new AwsClients(requests);
const dynamodb = clients.dynamodb();
const mirrorTable = configuredMirrorTable();
const ports = {
  store: new S3RunStore(clients.s3(), env[ENV.runBucket], sha256),
  ledger: new DynamoLedger(dynamodb, env[ENV.allocationTable], { clock: systemClock, sha256 }),
  timesheets: mirrorTable
    ? new MirrorTimesheetSource(dynamodb, mirrorTable, { clock: systemClock, sha256 })
    : configuredSource(clients.secrets(), systemClock),
  acceptances: new DynamoStaleAcceptances(dynamodb, env[ENV.allocationTable], systemClock),
  clock: systemClock,
};

export const handler = meteredStep(batchTaskSchema, requests, (task, _meter, signal) =>
  fetchOrWait(task, ports, signal),
);
