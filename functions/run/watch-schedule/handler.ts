import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { StepFunctionsScheduleHistory } from '../../../adapters/step-functions/schedule-history.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { ENV, METRICS } from '../../names.ts';
import { metrics } from '../../runtime/telemetry.ts';
import { workflowStep } from '../../runtime/workflow-step.ts';
import { watchSchedule } from './step.ts';

const env = readEnvironment({ [ENV.scheduleArn]: z.string().min(1) });
const ports = {
  history: new StepFunctionsScheduleHistory(new AwsClients(new RequestMeter()).stepFunctions(), env[ENV.scheduleArn]),
  clock: systemClock,
};

export const handler = workflowStep(z.object({}), async () => {
  metrics.addMetric(METRICS.hoursSinceSchedule, MetricUnit.Count, await watchSchedule(ports));
}).use(logMetrics(metrics));
