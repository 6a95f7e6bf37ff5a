import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoMirrorPeople } from '../../../adapters/dynamodb/timesheets/mirror-people.ts';
import { DynamoMirrorStore } from '../../../adapters/dynamodb/timesheets/mirror-store.ts';
import { DynamoSyncLeases } from '../../../adapters/dynamodb/timesheets/sync-leases.ts';
import { S3Mappings } from '../../../adapters/s3/mappings.ts';
import { S3Snapshots } from '../../../adapters/s3/snapshots.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { applyWeekEventSchema, mirrorSettingsSchema } from '../../messages/timesheets.ts';
import { ENV } from '../../names.ts';
import { workflowStep } from '../../runtime/workflow-step.ts';
import { applyWeek } from './step.ts';

const env = readEnvironment({
  [ENV.mirrorTable]: z.string().min(1),
  [ENV.runBucket]: z.string().min(1),
  [ENV.evidenceBucket]: z.string().min(1),
  [ENV.mirrorSettings]: mirrorSettingsSchema,
  [ENV.timeZone]: z.string().min(1),
});
const clients = new AwsClients(new RequestMeter());
const dynamodb = clients.dynamodb();
const tools = { clock: systemClock, sha256 };
const ports = {
  leases: new DynamoSyncLeases(dynamodb, env[ENV.mirrorTable], tools),
  store: new DynamoMirrorStore(dynamodb, env[ENV.mirrorTable], tools),
  people: new DynamoMirrorPeople(dynamodb, env[ENV.mirrorTable], tools),
  snapshots: new S3Snapshots(clients.s3(), env[ENV.runBucket]),
  mappings: new S3Mappings(clients.s3(), env[ENV.evidenceBucket], sha256),
  settings: env[ENV.mirrorSettings],
  timeZone: env[ENV.timeZone],
  ...tools,
};

export const handler = workflowStep(applyWeekEventSchema, (event) => applyWeek(event, ports));
