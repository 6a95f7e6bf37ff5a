import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoRunRecords } from '../../../adapters/dynamodb/runs/run-records.ts';
import { S3RunStore } from '../../../adapters/s3/object-store.ts';
import { SqsChangeQueue } from '../../../adapters/sqs/change-queue.ts';
import { StepFunctionsRecalculations } from '../../../adapters/step-functions/recalculations.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { ENV } from '../../names.ts';
import { workflowStep } from '../../runtime/workflow-step.ts';
import { drainWebhooks } from './step.ts';

const env = readEnvironment({
  [ENV.changeQueueUrl]: z.url(),
  [ENV.allocationTable]: z.string().min(1),
  [ENV.runBucket]: z.string().min(1),
  [ENV.workflowArn]: z.string().min(1),
});
const clients = new AwsClients(new RequestMeter());
const ports = {
  queue: new SqsChangeQueue(clients.sqs(), env[ENV.changeQueueUrl]),
  records: new DynamoRunRecords(clients.dynamodb(), env[ENV.allocationTable]),
  store: new S3RunStore(clients.s3(), env[ENV.runBucket], sha256),
  recalculations: new StepFunctionsRecalculations(clients.stepFunctions(), env[ENV.workflowArn]),
  clock: systemClock,
  sha256,
};

export const handler = workflowStep(z.object({}), (_event, signal) => drainWebhooks(ports, signal));
