import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoSuggestions } from '../../../adapters/dynamodb/budgets/suggestions.ts';
import { DynamoCwoRegistry } from '../../../adapters/dynamodb/cwo/cwo-registry.ts';
import { DynamoPublications } from '../../../adapters/dynamodb/publication/publications.ts';
import { configuredMirrorTable } from '../../../adapters/dynamodb/timesheets/configured-table.ts';
import { DynamoCurrentMapping } from '../../../adapters/dynamodb/timesheets/current-mapping.ts';
import { S3Benchmarks } from '../../../adapters/s3/benchmarks.ts';
import { S3Mappings } from '../../../adapters/s3/mappings.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { configuredSource } from '../../../adapters/timesheets/etm/configured-source.ts';
import { MappedCwos } from '../../../core/timesheets/mirror/mapped-cwos.ts';
import { benchmarkSettingsSchema } from '../../messages/budgets.ts';
import { refreshCwoEventSchema } from '../../messages/cwo.ts';
import { ENV } from '../../names.ts';
import { workflowStep } from '../../runtime/workflow-step.ts';
import { refreshCwo } from './step.ts';

const env = readEnvironment({
  [ENV.allocationTable]: z.string().min(1),
  [ENV.cwoTable]: z.string().min(1),
  [ENV.budgetTable]: z.string().min(1),
  [ENV.evidenceBucket]: z.string().min(1),
  [ENV.benchmarkSettings]: benchmarkSettingsSchema,
});
const clients = new AwsClients(new RequestMeter());
const mirrorTable = configuredMirrorTable();
const ports = {
  timesheets: mirrorTable ? mappedCwos(mirrorTable) : configuredSource(clients.secrets(), systemClock),
  cwos: new DynamoCwoRegistry(clients.dynamodb(), env[ENV.cwoTable], systemClock),
  publications: new DynamoPublications(clients.dynamodb(), env[ENV.allocationTable]),
  benchmarks: new S3Benchmarks(clients.s3(), env[ENV.evidenceBucket]),
  suggestions: new DynamoSuggestions(clients.dynamodb(), env[ENV.budgetTable], sha256),
  settings: env[ENV.benchmarkSettings],
  clock: systemClock,
  sha256,
};

export const handler = workflowStep(refreshCwoEventSchema, ({ Records: [{ body: cwoId }] }, signal) =>
  refreshCwo(cwoId, ports, signal),
);

function mappedCwos(table: string): MappedCwos {
  return new MappedCwos({
    current: new DynamoCurrentMapping(clients.dynamodb(), table),
    mappings: new S3Mappings(clients.s3(), env[ENV.evidenceBucket], sha256),
    timeZone: readEnvironment({ [ENV.timeZone]: z.string().min(1) })[ENV.timeZone],
    clock: systemClock,
    sha256,
  });
}
