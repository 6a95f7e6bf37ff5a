import { z } from 'zod';
import { AwsClients, RequestMeter } from '../../../adapters/aws/clients.ts';
import { DynamoCwoRegistry } from '../../../adapters/dynamodb/cwo/cwo-registry.ts';
import { DynamoLedgerReader } from '../../../adapters/dynamodb/ledger/ledger-reader.ts';
import { S3EvidenceStore } from '../../../adapters/s3/object-store.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { readEnvironment } from '../../../adapters/system/environment.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { auditRequestSchema } from '../../messages/audit.ts';
import { ENV } from '../../names.ts';
import { readerRoute } from '../../runtime/reader-route.ts';
import { readAudit } from './step.ts';

const env = readEnvironment({
  [ENV.allocationTable]: z.string().min(1),
  [ENV.cwoTable]: z.string().min(1),
  [ENV.evidenceBucket]: z.string().min(1),
  [ENV.employeeClaim]: z.string().min(1),
});
const clients = new AwsClients(new RequestMeter());
const dynamodb = clients.dynamodb();
const ports = {
  ledger: new DynamoLedgerReader(dynamodb, env[ENV.allocationTable], sha256),
  evidence: new S3EvidenceStore(clients.s3(), env[ENV.evidenceBucket], sha256),
  managers: new DynamoCwoRegistry(dynamodb, env[ENV.cwoTable], systemClock),
};

export const handler = readerRoute(env[ENV.employeeClaim], async (reader, { path }) => {
  const request = auditRequestSchema.safeParse({ reader, ...path });
  if (!request.success) return { status: 400 };
  const { employeeId, mondayDate } = request.data;
  const answer = await readAudit(request.data, ports);
  if (answer.status !== 200) return answer;
  return { status: 200, body: { employeeId, weekStartDate: mondayDate, revisions: answer.revisions } };
});
