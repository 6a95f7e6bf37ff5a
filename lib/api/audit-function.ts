import type { Construct } from 'constructs';
import { ENV, PARTITIONS } from '../../functions/names.ts';
import { NodeFunction } from '../base/node-function.ts';
import type { Storage } from '../base/storage.ts';
import type { Configuration } from '../configuration.ts';

/** The reader behind the audit API; it can write nothing. */
export function auditFunction(scope: Construct, { audit, retention }: Configuration, storage: Storage): NodeFunction {
  return new NodeFunction(scope, 'ReadAudit', {
    folder: 'api/read-audit',
    description: 'Tells how a figure came about, as far as the reader may see it',
    memoryMb: 512,
    timeoutSeconds: 15,
    logDays: retention.logDays,
  })
    .bindPartitions(ENV.allocationTable, storage.allocationTable, {
      'dynamodb:GetItem': [PARTITIONS.heads],
      'dynamodb:Query': [PARTITIONS.revisions],
    })
    .bindTable(ENV.cwoTable, storage.cwoTable, 'dynamodb:BatchGetItem')
    .bindBucket(ENV.evidenceBucket, storage.evidenceBucket, { 'evidence/': ['s3:GetObject'] })
    .allowListing(storage.evidenceBucket, 'evidence/')
    .bindValue(ENV.employeeClaim, audit.employeeClaim);
}
