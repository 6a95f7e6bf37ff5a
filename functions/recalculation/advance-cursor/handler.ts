import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoSweepStates } from '../../../adapters/dynamodb/recalculation/sweep-states.ts';
import { DynamoRunRecords } from '../../../adapters/dynamodb/runs/run-records.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sweepPlanSchema } from '../../messages/sweep.ts';
import { ENV } from '../../names.ts';
import { workflowStep } from '../../runtime/workflow-step.ts';
import { advanceCursor } from './step.ts';

const env = readEnvironment({ [ENV.allocationTable]: z.string().min(1) });
const dynamodb = new AwsClients(new RequestMeter()).dynamodb();
const ports = {
  records: new DynamoRunRecords(dynamodb, env[ENV.allocationTable]),
  states: new DynamoSweepStates(dynamodb, env[ENV.allocationTable]),
};

export const handler = workflowStep(sweepPlanSchema, (plan) => advanceCursor(plan, ports));
