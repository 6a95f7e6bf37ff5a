import { BUDGET_PARTITIONS, ENV } from '../../functions/names.ts';
import type { NodeFunction } from '../base/node-function.ts';
import type { Storage } from '../base/storage.ts';
import type { Configuration } from '../configuration.ts';

/** What suggesting a budget needs beside the CWO: the newest benchmarks, and to keep a suggestion and have it asked. */
export function allowProposing(
  proposer: NodeFunction,
  { configuration, storage }: { readonly configuration: Configuration; readonly storage: Storage },
): NodeFunction {
  const { suggestions, suggested, outbox } = BUDGET_PARTITIONS;
  return proposer
    .bindPartitions(ENV.budgetTable, storage.budgetTable, {
      'dynamodb:GetItem': [suggested, suggestions],
      'dynamodb:PutItem': [suggested, suggestions, outbox],
    })
    .bindBucket(ENV.evidenceBucket, storage.evidenceBucket, { 'benchmarks/': ['s3:GetObject'] })
    .allowListing(storage.evidenceBucket, 'benchmarks/')
    .bindValue(ENV.benchmarkSettings, JSON.stringify(configuration.benchmarks));
}
