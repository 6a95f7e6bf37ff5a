import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoCollectionRecords } from '../../../adapters/dynamodb/collection/collection-records.ts';
import { DynamoPendingRecalculations } from '../../../adapters/dynamodb/collection/pending-recalculations.ts';
import { SnsOperatorMessages } from '../../../adapters/sns/operator-messages.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { closeCollectionEventSchema } from '../../messages/collection.ts';
import { ENV } from '../../names.ts';
import { workflowStep } from '../../runtime/workflow-step.ts';
import { closeCollection } from './step.ts';

const env = readEnvironment({
  [ENV.allocationTable]: z.string().min(1),
  [ENV.operatorTopic]: z.string().min(1),
  [ENV.docsUrl]: z.url(),
});
const clients = new AwsClients(new RequestMeter());
const dynamodb = clients.dynamodb();
const ports = {
  records: new DynamoCollectionRecords(dynamodb, env[ENV.allocationTable]),
  pending: new DynamoPendingRecalculations(dynamodb, env[ENV.allocationTable]),
  messages: new SnsOperatorMessages(clients.sns(), env[ENV.operatorTopic]),
  clock: systemClock,
  docsUrl: env[ENV.docsUrl],
};

export const handler = workflowStep(closeCollectionEventSchema, (event) => closeCollection(event, ports));
