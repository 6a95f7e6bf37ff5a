import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { cachedSecret } from '../../../adapters/aws/secret.ts';
import { ListPriceBook } from '../../../adapters/prices/price-book.ts';
import { pullerOf } from '../../../adapters/providers/pullers.ts';
import { S3PulledPages } from '../../../adapters/s3/pulled-pages.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { uniqueId } from '../../../adapters/system/unique-id.ts';
import { pullSourceEventSchema } from '../../messages/collection.ts';
import { ENV } from '../../names.ts';
import { workflowStep } from '../../runtime/workflow-step.ts';
import { pullSource } from './step.ts';

const env = readEnvironment({ [ENV.runBucket]: z.string().min(1), [ENV.timeZone]: z.string().min(1) });
const clients = new AwsClients(new RequestMeter());
const secrets = clients.secrets();
const pages = new S3PulledPages(clients.s3(), env[ENV.runBucket]);

export const handler = workflowStep(pullSourceEventSchema, (event, signal) => {
  const { source, secretName, baseUrl, rates, enterprise } = event.source;
  const secret = cachedSecret(secrets, { secretId: secretName, clock: systemClock });
  const access = { secret, clock: systemClock, ...(baseUrl && { baseUrl }) };
  const prices = new ListPriceBook(event.contractRates, sha256);
  const settings = { rates, prices, timeZone: env[ENV.timeZone], enterprise: enterprise ?? null };
  const puller = pullerOf(source, access, settings);
  return pullSource(event, { puller, pages, clock: systemClock, sha256, uniqueId }, signal);
});
