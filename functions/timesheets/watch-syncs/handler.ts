import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoClosedSyncs } from '../../../adapters/dynamodb/timesheets/closed-syncs.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { ENV, METRICS } from '../../names.ts';
import { metrics } from '../../runtime/telemetry.ts';
import { workflowStep } from '../../runtime/workflow-step.ts';
import { watchSyncs } from './step.ts';

const env = readEnvironment({ [ENV.mirrorTable]: z.string().min(1) });
const ports = {
  syncs: new DynamoClosedSyncs(new AwsClients(new RequestMeter()).dynamodb(), env[ENV.mirrorTable]),
  clock: systemClock,
  report: {
    hoursSinceSync: (hours: number) => void metrics.addMetric(METRICS.hoursSinceTimesheetSync, MetricUnit.Count, hours),
  },
};

export const handler = workflowStep(z.object({}), () => watchSyncs(ports)).use(logMetrics(metrics));
