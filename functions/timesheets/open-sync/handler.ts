import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoMirrorStore } from '../../../adapters/dynamodb/timesheets/mirror-store.ts';
import { DynamoSyncLeases } from '../../../adapters/dynamodb/timesheets/sync-leases.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { mirrorSettingsSchema, openSyncEventSchema } from '../../messages/timesheets.ts';
import { ENV } from '../../names.ts';
import { workflowStep } from '../../runtime/workflow-step.ts';
import { openSync } from './step.ts';

const env = readEnvironment({
  [ENV.mirrorTable]: z.string().min(1),
  [ENV.mirrorSettings]: mirrorSettingsSchema,
  [ENV.timeZone]: z.string().min(1),
});
const dynamodb = new AwsClients(new RequestMeter()).dynamodb();
const tools = { clock: systemClock, sha256 };
const ports = {
  leases: new DynamoSyncLeases(dynamodb, env[ENV.mirrorTable], tools),
  store: new DynamoMirrorStore(dynamodb, env[ENV.mirrorTable], tools),
  settings: env[ENV.mirrorSettings],
  clock: systemClock,
  timeZone: env[ENV.timeZone],
};

export const handler = workflowStep(openSyncEventSchema, (event) => openSync(event, ports));
