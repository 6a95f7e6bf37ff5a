import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoPublications } from '../../../adapters/dynamodb/publication/publications.ts';
import { DynamoRunRecords } from '../../../adapters/dynamodb/runs/run-records.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { openRunEventSchema } from '../../messages/events.ts';
import { ENV } from '../../names.ts';
import { meteredStep } from '../../runtime/workflow-step.ts';
import { openRun } from './step.ts';

const env = readEnvironment({ [ENV.allocationTable]: z.string().min(1), [ENV.timeZone]: z.string().min(1) });
const requests = new RequestMeter();
const dynamodb = new AwsClients(requests).dynamodb();
const ports = {
  records: new DynamoRunRecords(dynamodb, env[ENV.allocationTable]),
  publications: new DynamoPublications(dynamodb, env[ENV.allocationTable]),
  clock: systemClock,
  sha256,
};

export const handler = meteredStep(openRunEventSchema, requests, (event) => openRun(event, ports, env[ENV.timeZone]));
