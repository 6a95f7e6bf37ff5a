import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoBudgets } from '../../../adapters/dynamodb/budgets/budgets.ts';
import { DynamoCwoLines } from '../../../adapters/dynamodb/ledger/cwo-lines.ts';
import { S3RunStore } from '../../../adapters/s3/object-store.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { thresholdsSchema, trackingTaskSchema } from '../../messages/budgets.ts';
import { ENV } from '../../names.ts';
import { meteredStep } from '../../runtime/workflow-step.ts';
import { refreshTracking } from './step.ts';

const env = readEnvironment({
  [ENV.allocationTable]: z.string().min(1),
  [ENV.budgetTable]: z.string().min(1),
  [ENV.runBucket]: z.string().min(1),
  [ENV.budgetThresholds]: thresholdsSchema,
  [ENV.timeZone]: z.string().min(1),
});
const requests = new RequestMeter();
const clients = new AwsClients(requests);
const dynamodb = clients.dynamodb();
const ports = {
  store: new S3RunStore(clients.s3(), env[ENV.runBucket], sha256),
  budgets: new DynamoBudgets(dynamodb, env[ENV.budgetTable], sha256),
  lines: new DynamoCwoLines(dynamodb, env[ENV.allocationTable], sha256),
  settings: { thresholds: env[ENV.budgetThresholds], timeZone: env[ENV.timeZone] },
  clock: systemClock,
  sha256,
};

export const handler = meteredStep(trackingTaskSchema, requests, (task, meter) =>
  refreshTracking(task, { ...ports, meter }),
);
