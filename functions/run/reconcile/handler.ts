import { z } from 'zod';
import { AwsClients, PATIENT_ATTEMPTS_MAX, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoCwoRegistry } from '../../../adapters/dynamodb/cwo/cwo-registry.ts';
import { DynamoLedger } from '../../../adapters/dynamodb/ledger/ledger.ts';
import { S3RunStore } from '../../../adapters/s3/object-store.ts';
import { SqsCwoChanges } from '../../../adapters/sqs/cwo-changes.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { reconcileEventSchema } from '../../messages/events.ts';
import { ENV } from '../../names.ts';
import { meteredStep } from '../../runtime/workflow-step.ts';
import { reconcile } from './step.ts';

const env = readEnvironment({
  [ENV.allocationTable]: z.string().min(1),
  [ENV.cwoTable]: z.string().min(1),
  [ENV.runBucket]: z.string().min(1),
  [ENV.cwoQueueUrl]: z.url(),
});
const requests = new RequestMeter();
const clients = new AwsClients(requests, PATIENT_ATTEMPTS_MAX);
const dynamodb = clients.dynamodb();
const ports = {
  store: new S3RunStore(clients.s3(), env[ENV.runBucket], sha256),
  ledger: new DynamoLedger(dynamodb, env[ENV.allocationTable], { clock: systemClock, sha256 }),
  registry: new DynamoCwoRegistry(dynamodb, env[ENV.cwoTable], systemClock),
  cwoChanges: new SqsCwoChanges(clients.sqs(), env[ENV.cwoQueueUrl]),
};

export const handler = meteredStep(reconcileEventSchema, requests, (event, meter) =>
  reconcile(event, { ...ports, meter }),
);
