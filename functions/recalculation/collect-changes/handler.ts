import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoLedgerReader } from '../../../adapters/dynamodb/ledger/ledger-reader.ts';
import { DynamoSweepStates } from '../../../adapters/dynamodb/recalculation/sweep-states.ts';
import { DynamoRunRecords } from '../../../adapters/dynamodb/runs/run-records.ts';
import { configuredMirrorTable } from '../../../adapters/dynamodb/timesheets/configured-table.ts';
import { MirrorChangeFeed } from '../../../adapters/dynamodb/timesheets/mirror-change-feed.ts';
import { S3RunStore } from '../../../adapters/s3/object-store.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { configuredSource } from '../../../adapters/timesheets/etm/configured-source.ts';
import { collectChangesEventSchema } from '../../messages/sweep.ts';
import { ENV } from '../../names.ts';
import { workflowStep } from '../../runtime/workflow-step.ts';
import { collectChanges } from './step.ts';

const env = readEnvironment({
  [ENV.allocationTable]: z.string().min(1),
  [ENV.runBucket]: z.string().min(1),
  [ENV.timeZone]: z.string().min(1),
  [ENV.recheckWeeks]: z.coerce.number().int().min(0),
});
const clients = new AwsClients(new RequestMeter());
const dynamodb = clients.dynamodb();
const mirrorTable = configuredMirrorTable();
const ports = {
  states: new DynamoSweepStates(dynamodb, env[ENV.allocationTable]),
  feed: mirrorTable ? new MirrorChangeFeed(dynamodb, mirrorTable) : configuredSource(clients.secrets(), systemClock),
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
