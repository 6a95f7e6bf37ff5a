import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoCollectionRecords } from '../../../adapters/dynamodb/collection/collection-records.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { ENV, METRICS } from '../../names.ts';
import { metrics } from '../../runtime/telemetry.ts';
import { workflowStep } from '../../runtime/workflow-step.ts';
import { watchCollection } from './step.ts';

const env = readEnvironment({
  [ENV.allocationTable]: z.string().min(1),
  [ENV.pulledSources]: z.string().transform((text) => text.split(',')),
});
const ports = {
  records: new DynamoCollectionRecords(new AwsClients(new RequestMeter()).dynamodb(), env[ENV.allocationTable]),
  clock: systemClock,
  report: {
    hoursSince: (source: string, hours: number) => {
      const metric = metrics.singleMetric();
      metric.addDimension('source', source);
      metric.addMetric(METRICS.hoursSinceCollection, MetricUnit.Count, hours);
    },
  },
};

export const handler = workflowStep(z.object({}), () => watchCollection(env[ENV.pulledSources], ports));
