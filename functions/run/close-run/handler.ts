import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoPublications } from '../../../adapters/dynamodb/publication/publications.ts';
import { DynamoRunRecords } from '../../../adapters/dynamodb/runs/run-records.ts';
import { DynamoToldFindings } from '../../../adapters/dynamodb/runs/told-findings.ts';
import { S3RunStore } from '../../../adapters/s3/object-store.ts';
import { SnsOperatorMessages } from '../../../adapters/sns/operator-messages.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { isRecalculation } from '../../../core/ledger/revision.ts';
import { closeRunEventSchema } from '../../messages/events.ts';
import { ENV, METRICS } from '../../names.ts';
import { metered } from '../../runtime/metering.ts';
import { logger, metrics } from '../../runtime/telemetry.ts';
import { workflowStep } from '../../runtime/workflow-step.ts';
import { closeRun } from './step.ts';

const env = readEnvironment({
  [ENV.allocationTable]: z.string().min(1),
  [ENV.runBucket]: z.string().min(1),
  [ENV.operatorTopic]: z.string().min(1),
  [ENV.docsUrl]: z.url(),
});
const requests = new RequestMeter();
const clients = new AwsClients(requests);
const dynamodb = clients.dynamodb();
const ports = {
  store: new S3RunStore(clients.s3(), env[ENV.runBucket], sha256),
  records: new DynamoRunRecords(dynamodb, env[ENV.allocationTable]),
  publications: new DynamoPublications(dynamodb, env[ENV.allocationTable]),
  told: new DynamoToldFindings(dynamodb, env[ENV.allocationTable]),
  messages: new SnsOperatorMessages(clients.sns(), env[ENV.operatorTopic]),
  clock: systemClock,
  docsUrl: env[ENV.docsUrl],
};
const METRIC_OF = {
  SUCCEEDED: METRICS.runsSucceeded,
  PARTIAL: METRICS.runsPartial,
  FAILED: METRICS.runsFailed,
} as const;

export const handler = workflowStep(closeRunEventSchema, async (event) => {
  const { runId, mondayDate, trigger, status, failure, totals } = await metered(requests, event, (meter) =>
    closeRun(event, { ...ports, meter }),
  );
  // A recalculation says nothing of whether the weeks are being run.
  if (status !== 'RUNNING' && !isRecalculation(trigger)) metrics.addMetric(METRIC_OF[status], MetricUnit.Count, 1);
  logger.info('run ended', { runId, mondayDate, status, failure: failure?.code ?? null, lines: totals.lines });
  return { status };
}).use(logMetrics(metrics));
