import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoCollectionRecords } from '../../../adapters/dynamodb/collection/collection-records.ts';
import { DynamoIdentities } from '../../../adapters/dynamodb/collection/identities.ts';
import { S3FactTable } from '../../../adapters/lake/collection/fact-table.ts';
import { ListPriceBook } from '../../../adapters/prices/price-book.ts';
import { S3PulledPages } from '../../../adapters/s3/pulled-pages.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { writeDaysEventSchema } from '../../messages/collection.ts';
import { ENV } from '../../names.ts';
import { workflowStep } from '../../runtime/workflow-step.ts';
import { writeDays } from './step.ts';

const env = readEnvironment({
  [ENV.allocationTable]: z.string().min(1),
  [ENV.identityTable]: z.string().min(1),
  [ENV.runBucket]: z.string().min(1),
  [ENV.lakeBucket]: z.string().min(1),
});
const clients = new AwsClients(new RequestMeter());
const dynamodb = clients.dynamodb();
const ports = {
  pages: new S3PulledPages(clients.s3(), env[ENV.runBucket]),
  facts: new S3FactTable(clients.s3(), env[ENV.lakeBucket]),
  identities: new DynamoIdentities(dynamodb, env[ENV.identityTable], sha256),
  records: new DynamoCollectionRecords(dynamodb, env[ENV.allocationTable]),
  clock: systemClock,
};

export const handler = workflowStep(writeDaysEventSchema, (event) => {
  const { version: pricesVersion } = new ListPriceBook(event.contractRates, sha256);
  return writeDays(event, { ...ports, pricesVersion });
});
