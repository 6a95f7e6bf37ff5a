import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { S3RunStore } from '../../../adapters/s3/object-store.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { failedBatchEventSchema } from '../../messages/events.ts';
import { ENV } from '../../names.ts';
import { workflowStep } from '../../runtime/workflow-step.ts';
import { noteFailure } from './step.ts';

const env = readEnvironment({ [ENV.runBucket]: z.string().min(1) });
const store = new S3RunStore(new AwsClients(new RequestMeter()).s3(), env[ENV.runBucket], sha256);

export const handler = workflowStep(failedBatchEventSchema, (event) => noteFailure(event, store));
