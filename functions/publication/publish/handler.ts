import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { z } from 'zod';
import { AwsClients, PATIENT_ATTEMPTS_MAX, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoClosings } from '../../../adapters/dynamodb/billing/closings.ts';
import { DynamoRecharges } from '../../../adapters/dynamodb/billing/recharges.ts';
import { DynamoTrackedWeeks } from '../../../adapters/dynamodb/budgets/tracked-weeks.ts';
import { DynamoCwoRegistry } from '../../../adapters/dynamodb/cwo/cwo-registry.ts';
import { DynamoLedgerReader } from '../../../adapters/dynamodb/ledger/ledger-reader.ts';
import { DynamoPseudonyms } from '../../../adapters/dynamodb/publication/pseudonyms.ts';
import { DynamoPublications } from '../../../adapters/dynamodb/publication/publications.ts';
import { S3PublishedTables } from '../../../adapters/lake/published/published-tables.ts';
import { S3EvidenceStore } from '../../../adapters/s3/object-store.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { MONTH_POLICIES } from '../../../core/billing/months.ts';
import { publishEventSchema } from '../../messages/events.ts';
import { ENV, METRICS } from '../../names.ts';
import { metrics } from '../../runtime/telemetry.ts';
import { meteredStep } from '../../runtime/workflow-step.ts';
import { publish } from './step.ts';

const env = readEnvironment({
  [ENV.allocationTable]: z.string().min(1),
  [ENV.budgetTable]: z.string().min(1),
  [ENV.cwoTable]: z.string().min(1),
  [ENV.evidenceBucket]: z.string().min(1),
  [ENV.lakeBucket]: z.string().min(1),
  [ENV.monthPolicy]: z.enum(MONTH_POLICIES),
});
const requests = new RequestMeter();
const clients = new AwsClients(requests, PATIENT_ATTEMPTS_MAX);
const dynamodb = clients.dynamodb();
const ports = {
  ledger: new DynamoLedgerReader(dynamodb, env[ENV.allocationTable], sha256),
  publications: new DynamoPublications(dynamodb, env[ENV.allocationTable]),
  closings: new DynamoClosings(dynamodb, env[ENV.allocationTable], sha256),
  recharges: new DynamoRecharges(dynamodb, env[ENV.allocationTable]),
  pseudonyms: new DynamoPseudonyms(dynamodb, env[ENV.allocationTable]),
  trackedWeeks: new DynamoTrackedWeeks(dynamodb, env[ENV.budgetTable], systemClock),
  cwos: new DynamoCwoRegistry(dynamodb, env[ENV.cwoTable], systemClock),
  evidence: new S3EvidenceStore(clients.s3(), env[ENV.evidenceBucket], sha256),
  publishedTables: new S3PublishedTables(clients.s3(), env[ENV.lakeBucket]),
  monthPolicy: env[ENV.monthPolicy],
  report: {
    // At once, as a run has nothing to emit.
    waiting: (seconds: number) => {
      metrics.addMetric(METRICS.publicationWaitSeconds, MetricUnit.Seconds, seconds);
      metrics.publishStoredMetrics();
    },
  },
  clock: systemClock,
};

export const handler = meteredStep(publishEventSchema, requests, (event) => publish(event, ports));
