import { z } from 'zod';
import { AwsClients, PATIENT_ATTEMPTS_MAX, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoTrackedWeeks } from '../../../adapters/dynamodb/budgets/tracked-weeks.ts';
import { S3RunStore } from '../../../adapters/s3/object-store.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { planTrackingEventSchema } from '../../messages/budgets.ts';
import { ENV } from '../../names.ts';
import { meteredStep } from '../../runtime/workflow-step.ts';
import { planTracking } from './step.ts';

const env = readEnvironment({ [ENV.runBucket]: z.string().min(1), [ENV.budgetTable]: z.string().min(1) });
const requests = new RequestMeter();
const clients = new AwsClients(requests, PATIENT_ATTEMPTS_MAX);
const ports = {
  store: new S3RunStore(clients.s3(), env[ENV.runBucket], sha256),
  tracked: new DynamoTrackedWeeks(clients.dynamodb(), env[ENV.budgetTable], systemClock),
};

export const handler = meteredStep(planTrackingEventSchema, requests, (event) => planTracking(event, ports));
