import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoSweepStates } from '../../../adapters/dynamodb/recalculation/sweep-states.ts';
import { DynamoRunRecords } from '../../../adapters/dynamodb/runs/run-records.ts';
import { DynamoToldFindings } from '../../../adapters/dynamodb/runs/told-findings.ts';
import { SnsOperatorMessages } from '../../../adapters/sns/operator-messages.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sweepPlanSchema } from '../../messages/sweep.ts';
import { ENV } from '../../names.ts';
import { workflowStep } from '../../runtime/workflow-step.ts';
import { advanceCursor } from './step.ts';

const env = readEnvironment({ [ENV.allocationTable]: z.string().min(1), [ENV.operatorTopic]: z.string().min(1) });
const clients = new AwsClients(new RequestMeter());
const dynamodb = clients.dynamodb();
const ports = {
  records: new DynamoRunRecords(dynamodb, env[ENV.allocationTable]),
  states: new DynamoSweepStates(dynamodb, env[ENV.allocationTable]),
  told: new DynamoToldFindings(dynamodb, env[ENV.allocationTable]),
  messages: new SnsOperatorMessages(clients.sns(), env[ENV.operatorTopic]),
};

export const handler = workflowStep(sweepPlanSchema, (plan) => advanceCursor(plan, ports));
