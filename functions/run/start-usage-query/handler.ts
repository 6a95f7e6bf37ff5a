import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { AthenaUsageSource } from '../../../adapters/lake/usage-source.ts';
import { S3RunStore } from '../../../adapters/s3/object-store.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { startUsageQueryEventSchema } from '../../messages/events.ts';
import { ENV } from '../../names.ts';
import { meteredStep } from '../../runtime/workflow-step.ts';
import { startUsageQuery } from './step.ts';

const env = readEnvironment({
  [ENV.athenaWorkGroup]: z.string().min(1),
  [ENV.glueDatabase]: z.string().min(1),
  [ENV.runBucket]: z.string().min(1),
});
const requests = new RequestMeter();
const clients = new AwsClients(requests);
const place = { workGroup: env[ENV.athenaWorkGroup], database: env[ENV.glueDatabase] };
const ports = {
  usage: new AthenaUsageSource(clients.athena(), place),
  store: new S3RunStore(clients.s3(), env[ENV.runBucket], sha256),
  clock: systemClock,
  sha256,
};

export const handler = meteredStep(startUsageQueryEventSchema, requests, (event) => startUsageQuery(event, ports));
