import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { S3EvidenceStore, S3RunStore } from '../../../adapters/s3/object-store.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { allocateEventSchema } from '../../messages/events.ts';
import { ENV } from '../../names.ts';
import { meteredStep } from '../../runtime/workflow-step.ts';
import { allocateBatch } from './step.ts';

const env = readEnvironment({ [ENV.runBucket]: z.string().min(1), [ENV.evidenceBucket]: z.string().min(1) });
const requests = new RequestMeter();
const s3 = new AwsClients(requests).s3();
const ports = {
  store: new S3RunStore(s3, env[ENV.runBucket], sha256),
  evidence: new S3EvidenceStore(s3, env[ENV.evidenceBucket], sha256),
  clock: systemClock,
  sha256,
};

export const handler = meteredStep(allocateEventSchema, requests, (event) => allocateBatch(event, ports));
