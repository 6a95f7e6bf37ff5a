import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoLedger } from '../../../adapters/dynamodb/ledger/ledger.ts';
import { DynamoRunRecords } from '../../../adapters/dynamodb/runs/run-records.ts';
import { S3RunStore } from '../../../adapters/s3/object-store.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { selectEmployeesEventSchema } from '../../messages/events.ts';
import { ENV } from '../../names.ts';
import { meteredStep } from '../../runtime/workflow-step.ts';
import { selectEmployees } from './step.ts';

const env = readEnvironment({ [ENV.allocationTable]: z.string().min(1), [ENV.runBucket]: z.string().min(1) });
const requests = new RequestMeter();
const clients = new AwsClients(requests);
const dynamodb = clients.dynamodb();
const ports = {
  store: new S3RunStore(clients.s3(), env[ENV.runBucket], sha256),
  ledger: new DynamoLedger(dynamodb, env[ENV.allocationTable], { clock: systemClock, sha256 }),
  records: new DynamoRunRecords(dynamodb, env[ENV.allocationTable]),
};

export const handler = meteredStep(selectEmployeesEventSchema, requests, (event) => selectEmployees(event, ports));
