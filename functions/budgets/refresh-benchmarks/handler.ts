import { z } from 'zod';
import { AwsClients, PATIENT_ATTEMPTS_MAX, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoCwoRegistry } from '../../../adapters/dynamodb/cwo/cwo-registry.ts';
import { AthenaBenchmarkSource } from '../../../adapters/lake/benchmark-source.ts';
import { S3Benchmarks } from '../../../adapters/s3/benchmarks.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { benchmarkSettingsSchema } from '../../messages/budgets.ts';
import { ENV } from '../../names.ts';
import { workflowStep } from '../../runtime/workflow-step.ts';
import { computeBenchmarks } from './step.ts';

const env = readEnvironment({
  [ENV.athenaWorkGroup]: z.string().min(1),
  [ENV.glueDatabase]: z.string().min(1),
  [ENV.evidenceBucket]: z.string().min(1),
  [ENV.cwoTable]: z.string().min(1),
  [ENV.benchmarkSettings]: benchmarkSettingsSchema,
  [ENV.timeZone]: z.string().min(1),
});
const clients = new AwsClients(new RequestMeter(), PATIENT_ATTEMPTS_MAX);
const place = { workGroup: env[ENV.athenaWorkGroup], database: env[ENV.glueDatabase] };
const ports = {
  benchmarkSource: new AthenaBenchmarkSource(clients.athena(), place, systemClock),
  benchmarks: new S3Benchmarks(clients.s3(), env[ENV.evidenceBucket]),
  cwos: new DynamoCwoRegistry(clients.dynamodb(), env[ENV.cwoTable], systemClock),
  clock: systemClock,
};
const settings = { benchmarks: env[ENV.benchmarkSettings], timeZone: env[ENV.timeZone] };

export const handler = workflowStep(z.object({}), (_, signal) => computeBenchmarks(settings, ports, signal));
