import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { cachedSecret } from '../../../adapters/aws/secret.ts';
import { DynamoMirrorPeople } from '../../../adapters/dynamodb/timesheets/mirror-people.ts';
import { DynamoSyncLeases } from '../../../adapters/dynamodb/timesheets/sync-leases.ts';
import { S3PulledParts } from '../../../adapters/s3/pulled-parts.ts';
import { S3Snapshots } from '../../../adapters/s3/snapshots.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { uniqueId } from '../../../adapters/system/unique-id.ts';
import { pullerOf } from '../../../adapters/timesheets/pullers.ts';
import { pullWeekEventSchema } from '../../messages/timesheets.ts';
import { ENV } from '../../names.ts';
import { workflowStep } from '../../runtime/workflow-step.ts';
import { pullWeek } from './step.ts';

const env = readEnvironment({ [ENV.mirrorTable]: z.string().min(1), [ENV.runBucket]: z.string().min(1) });
const clients = new AwsClients(new RequestMeter());
const secrets = clients.secrets();
const tools = { clock: systemClock, sha256 };
const ports = {
  parts: new S3PulledParts(clients.s3(), env[ENV.runBucket]),
  snapshots: new S3Snapshots(clients.s3(), env[ENV.runBucket]),
  people: new DynamoMirrorPeople(clients.dynamodb(), env[ENV.mirrorTable], tools),
  leases: new DynamoSyncLeases(clients.dynamodb(), env[ENV.mirrorTable], tools),
  clock: systemClock,
  uniqueId,
};

export const handler = workflowStep(pullWeekEventSchema, (event, signal) => {
  const { system, baseUrl, secretName, ...settings } = event.connector;
  const secret = cachedSecret(secrets, { secretId: secretName, clock: systemClock });
  let requests = 0;
  const onRequest = () => {
    requests += 1;
  };
  const access = { secret, clock: systemClock, onRequest, ...(baseUrl !== null && { baseUrl }) };
  const puller = pullerOf(system, { ...settings, ...access });
  return pullWeek(event, { ...ports, puller, requestsSent: () => requests }, signal);
});
