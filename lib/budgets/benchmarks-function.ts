import type { Construct } from 'constructs';
import { ENV } from '../../functions/names.ts';
import type { Lake } from '../base/lake.ts';
import { NodeFunction } from '../base/node-function.ts';
import type { Storage } from '../base/storage.ts';
import type { Configuration } from '../configuration.ts';

/** Its time-out in seconds: it waits for a query, and reads up to 5 million rows. */
export const BENCHMARKS_TIMEOUT = 900;

/** The function that computes what the roles use, from the lines of the last weeks in the lake. */
export function benchmarksFunction(
  scope: Construct,
  { configuration, storage, lake }: { configuration: Configuration; storage: Storage; lake: Lake },
): NodeFunction {
  const refresher = new NodeFunction(scope, 'RefreshBenchmarks', {
    folder: 'budgets/refresh-benchmarks',
    description: 'Computes what the roles use, from the lines of the last weeks',
    memoryMb: 2048,
    timeoutSeconds: BENCHMARKS_TIMEOUT,
    logDays: configuration.retention.logDays,
  })
    .bindTable(ENV.cwoTable, storage.cwoTable, 'dynamodb:BatchGetItem')
    .bindBucket(ENV.evidenceBucket, storage.evidenceBucket, { 'benchmarks/': ['s3:PutObject'] })
    .bindValue(ENV.athenaWorkGroup, lake.workGroup)
    .bindValue(ENV.glueDatabase, lake.database)
    .bindValue(ENV.benchmarkSettings, JSON.stringify(configuration.benchmarks))
    .bindValue(ENV.timeZone, configuration.schedule.timeZone);
  lake.grantLineQuery(refresher);
  return refresher;
}
