import { z } from 'zod';
import { AwsClients, PATIENT_ATTEMPTS_MAX, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoLedger } from '../../../adapters/dynamodb/ledger/ledger.ts';
import { S3WeekRoots } from '../../../adapters/s3/week-roots.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { sealWeekEventSchema } from '../../messages/events.ts';
import { ENV } from '../../names.ts';
import { meteredStep } from '../../runtime/workflow-step.ts';
import { sealWeek } from './step.ts';

const env = readEnvironment({ [ENV.allocationTable]: z.string().min(1), [ENV.rootBucket]: z.string().min(1) });
const requests = new RequestMeter();
const clients = new AwsClients(requests, PATIENT_ATTEMPTS_MAX);
const ports = {
  ledger: new DynamoLedger(clients.dynamodb(), env[ENV.allocationTable], { clock: systemClock, sha256 }),
  roots: new S3WeekRoots(clients.s3(), env[ENV.rootBucket], sha256),
};

export const handler = meteredStep(sealWeekEventSchema, requests, (event) => sealWeek(event, ports));
