import { z } from 'zod';
import { AwsClients, PATIENT_ATTEMPTS_MAX, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoLedgerReader } from '../../../adapters/dynamodb/ledger/ledger-reader.ts';
import { DynamoPublications } from '../../../adapters/dynamodb/publication/publications.ts';
import { S3PublishedLines } from '../../../adapters/lake/published/published-lines.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { ENV } from '../../names.ts';
import { workflowStep } from '../../runtime/workflow-step.ts';
import { publishDirty } from './step.ts';

const env = readEnvironment({ [ENV.allocationTable]: z.string().min(1), [ENV.lakeBucket]: z.string().min(1) });
const clients = new AwsClients(new RequestMeter(), PATIENT_ATTEMPTS_MAX);
const dynamodb = clients.dynamodb();
const ports = {
  ledger: new DynamoLedgerReader(dynamodb, env[ENV.allocationTable], sha256),
  publications: new DynamoPublications(dynamodb, env[ENV.allocationTable]),
  publishedLines: new S3PublishedLines(clients.s3(), env[ENV.lakeBucket]),
  clock: systemClock,
};

export const handler = workflowStep(z.object({}), () => publishDirty(ports));
