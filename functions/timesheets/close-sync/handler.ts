import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoSyncLeases } from '../../../adapters/dynamodb/timesheets/sync-leases.ts';
import { SnsOperatorMessages } from '../../../adapters/sns/operator-messages.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { closeSyncEventSchema, endLookEventSchema } from '../../messages/timesheets.ts';
import { ENV, METRICS } from '../../names.ts';
import { metrics } from '../../runtime/telemetry.ts';
import { workflowStep } from '../../runtime/workflow-step.ts';
import { endLook } from './end-look.ts';
import { closeSync } from './step.ts';

const env = readEnvironment({
  [ENV.mirrorTable]: z.string().min(1),
  [ENV.operatorTopic]: z.string().min(1),
  [ENV.docsUrl]: z.url(),
});
const clients = new AwsClients(new RequestMeter());
const ports = {
  leases: new DynamoSyncLeases(clients.dynamodb(), env[ENV.mirrorTable], { clock: systemClock, sha256 }),
  messages: new SnsOperatorMessages(clients.sns(), env[ENV.operatorTopic]),
  docsUrl: env[ENV.docsUrl],
};

export const handler = workflowStep(z.union([closeSyncEventSchema, endLookEventSchema]), async (event) => {
  if ('looked' in event) return endLook(event, ports);
  const result = await closeSync(event, ports);
  const suspicious = result.weeks.filter(({ status }) => status === 'SUSPICIOUS_DROP').length;
  if (suspicious > 0) metrics.addMetric(METRICS.suspiciousTimesheetWeeks, MetricUnit.Count, suspicious);
  return result;
}).use(logMetrics(metrics));
