import { z } from 'zod';
import { AwsClients, PATIENT_ATTEMPTS_MAX, RequestMeter } from '../../../adapters/aws/clients.ts';
import { S3RunStore } from '../../../adapters/s3/object-store.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { checkTrackingEventSchema } from '../../messages/budgets.ts';
import { ENV } from '../../names.ts';
import { meteredStep } from '../../runtime/workflow-step.ts';
import { checkTracking } from './step.ts';

const env = readEnvironment({ [ENV.runBucket]: z.string().min(1) });
const requests = new RequestMeter();
const clients = new AwsClients(requests, PATIENT_ATTEMPTS_MAX);
const store = new S3RunStore(clients.s3(), env[ENV.runBucket], sha256);

export const handler = meteredStep(checkTrackingEventSchema, requests, (event, meter) =>
  checkTracking(event, { store, meter }),
);
