import { z } from 'zod';
import { AwsClients, PATIENT_ATTEMPTS_MAX, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoLedger } from '../../../adapters/dynamodb/ledger/ledger.ts';
import { AthenaUsageSource } from '../../../adapters/lake/usage-source.ts';
import { S3RunStore } from '../../../adapters/s3/object-store.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { planBatchesEventSchema } from '../../messages/events.ts';
import { BATCH_SIZE_MAX, ENV } from '../../names.ts';
import { meteredStep } from '../../runtime/workflow-step.ts';
import { planBatches } from './step.ts';

const env = readEnvironment({
  [ENV.athenaWorkGroup]: z.string().min(1),
  [ENV.glueDatabase]: z.string().min(1),
  [ENV.allocationTable]: z.string().min(1),
  [ENV.runBucket]: z.string().min(1),
  [ENV.batchSize]: z.coerce.number().int().min(1).max(BATCH_SIZE_MAX),
});
const requests = new RequestMeter();
const clients = new AwsClients(requests, PATIENT_ATTEMPTS_MAX);
const place = { workGroup: env[ENV.athenaWorkGroup], database: env[ENV.glueDatabase] };
const ports = {
  usage: new AthenaUsageSource(clients.athena(), place),
  ledger: new DynamoLedger(clients.dynamodb(), env[ENV.allocationTable], { clock: systemClock, sha256 }),
  store: new S3RunStore(clients.s3(), env[ENV.runBucket], sha256),
};

export const handler = meteredStep(planBatchesEventSchema, requests, (event) =>
  planBatches(event, ports, env[ENV.batchSize]),
);
