import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoIdentities } from '../../../adapters/dynamodb/collection/identities.ts';
import { DynamoPendingRecalculations } from '../../../adapters/dynamodb/collection/pending-recalculations.ts';
import { DynamoCwoRegistry } from '../../../adapters/dynamodb/cwo/cwo-registry.ts';
import { DynamoRunRecords } from '../../../adapters/dynamodb/runs/run-records.ts';
import { S3IdentityTable } from '../../../adapters/lake/collection/identity-table.ts';
import { AthenaWeeklyFacts } from '../../../adapters/lake/collection/weekly-facts.ts';
import { S3WeeklyTable } from '../../../adapters/lake/collection/weekly-table.ts';
import { S3RunStore } from '../../../adapters/s3/object-store.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { buildWeekEventSchema, countingSchema } from '../../messages/collection.ts';
import { ENV } from '../../names.ts';
import { workflowStep } from '../../runtime/workflow-step.ts';
import { buildWeek } from './step.ts';

const env = readEnvironment({
  [ENV.allocationTable]: z.string().min(1),
  [ENV.identityTable]: z.string().min(1),
  [ENV.cwoTable]: z.string().min(1),
  [ENV.runBucket]: z.string().min(1),
  [ENV.lakeBucket]: z.string().min(1),
  [ENV.athenaWorkGroup]: z.string().min(1),
  [ENV.glueDatabase]: z.string().min(1),
  [ENV.counting]: countingSchema,
});
const clients = new AwsClients(new RequestMeter());
const dynamodb = clients.dynamodb();
const place = { workGroup: env[ENV.athenaWorkGroup], database: env[ENV.glueDatabase] };
const ports = {
  identities: new DynamoIdentities(dynamodb, env[ENV.identityTable], sha256),
  identityTable: new S3IdentityTable(clients.s3(), env[ENV.lakeBucket]),
  cwos: new DynamoCwoRegistry(dynamodb, env[ENV.cwoTable], systemClock),
  facts: new AthenaWeeklyFacts(clients.athena(), place, systemClock, env[ENV.counting]),
  table: new S3WeeklyTable(clients.s3(), env[ENV.lakeBucket]),
  pending: new DynamoPendingRecalculations(dynamodb, env[ENV.allocationTable]),
  records: new DynamoRunRecords(dynamodb, env[ENV.allocationTable]),
  store: new S3RunStore(clients.s3(), env[ENV.runBucket], sha256),
  clock: systemClock,
  sha256,
};

export const handler = workflowStep(buildWeekEventSchema, (event, signal) => buildWeek(event, ports, signal));
