import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoSweepStates } from '../../../adapters/dynamodb/recalculation/sweep-states.ts';
import { DynamoRunRecords } from '../../../adapters/dynamodb/runs/run-records.ts';
import { DynamoToldFindings } from '../../../adapters/dynamodb/runs/told-findings.ts';
import { S3RunStore } from '../../../adapters/s3/object-store.ts';
import { SnsOperatorMessages } from '../../../adapters/sns/operator-messages.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { sweepPlanSchema } from '../../messages/sweep.ts';
import { ENV, METRICS } from '../../names.ts';
import { metrics } from '../../runtime/telemetry.ts';
import { workflowStep } from '../../runtime/workflow-step.ts';
import { advanceCursor } from './step.ts';

const env = readEnvironment({
  [ENV.allocationTable]: z.string().min(1),
  [ENV.operatorTopic]: z.string().min(1),
  [ENV.docsUrl]: z.url(),
  [ENV.runBucket]: z.string().min(1),
});
const clients = new AwsClients(new RequestMeter());
const dynamodb = clients.dynamodb();
const ports = {
  records: new DynamoRunRecords(dynamodb, env[ENV.allocationTable]),
  store: new S3RunStore(clients.s3(), env[ENV.runBucket], sha256),
  states: new DynamoSweepStates(dynamodb, env[ENV.allocationTable]),
  told: new DynamoToldFindings(dynamodb, env[ENV.allocationTable]),
  messages: new SnsOperatorMessages(clients.sns(), env[ENV.operatorTopic]),
  docsUrl: env[ENV.docsUrl],
};

export const handler = workflowStep(sweepPlanSchema, async (plan) => {
  const result = await advanceCursor(plan, ports);
  metrics.addMetric(METRICS.sweepLagSeconds, MetricUnit.Seconds, result.lagSeconds);
  return result;
}).use(logMetrics(metrics));
