import { AwsClients, RequestMeter } from '../../adapters/aws/clients.ts';
import { DynamoCwoRegistry } from '../../adapters/dynamodb/cwo/cwo-registry.ts';
import { DynamoLedger } from '../../adapters/dynamodb/ledger/ledger.ts';
import { DynamoPublications } from '../../adapters/dynamodb/publication/publications.ts';
import { DynamoRunRecords } from '../../adapters/dynamodb/runs/run-records.ts';
import { DynamoToldFindings } from '../../adapters/dynamodb/runs/told-findings.ts';
import { S3EvidenceStore, S3RunStore } from '../../adapters/s3/object-store.ts';
import { SnsOperatorMessages } from '../../adapters/sns/operator-messages.ts';
import { sha256 } from '../../adapters/system/hash.ts';
import { Deployment } from '../../cli/deployment.ts';
import type { RunSummary } from '../../core/runs/run.ts';
import type { BatchTask } from '../../functions/messages/events.ts';
import { allocateBatch } from '../../functions/run/allocate/step.ts';
import { closeRun } from '../../functions/run/close-run/step.ts';
import { fetchTimesheets } from '../../functions/run/fetch-timesheets/step.ts';
import { openRun } from '../../functions/run/open-run/step.ts';
import { persist } from '../../functions/run/persist/step.ts';
import { planBatches } from '../../functions/run/plan-batches/step.ts';
import { reconcile } from '../../functions/run/reconcile/step.ts';
import { COMPANY_DEFAULTS, generateCompany, loadCompany, usageRows } from '../../local/sample/company.ts';
import { openStore, type TimesheetStore } from '../../local/timesheets/store.ts';
import { type MemoryAws, memoryAws } from '../doubles/memory-aws.ts';
import { MemoryCwoChanges } from '../doubles/memory-cwo-changes.ts';
import { NO_CALLS } from '../doubles/memory-meter.ts';
import { MemoryStaleAcceptances } from '../doubles/memory-stale-acceptances.ts';
import { MemoryTimesheetSource } from '../doubles/memory-timesheet-source.ts';
import { TestClock } from '../doubles/test-clock.ts';
import { usagePage } from './usage-page.ts';

export const WEEK = COMPANY_DEFAULTS.lastMonday;

export interface SampleRun {
  readonly summary: RunSummary;
  /** For the commands of the command line. */
  readonly deployment: Deployment;
  readonly aws: MemoryAws;
}

const BATCH_SIZE = 100;
const OUTPUTS = {
  EndpointUrl: 'http://127.0.0.1:1',
  AllocationTableName: 'allocations',
  RunBucketName: 'runs',
  EvidenceBucketName: 'evidence',
};

/** What the demo does, by the same steps and adapters, on an AWS in memory and a timesheet system without a network. */
export async function sampleRun(): Promise<SampleRun> {
  const aws = memoryAws();
  const company = generateCompany();
  const store = openStore(':memory:');
  loadCompany(store, company);
  const ports = portsOf(store);
  const run = await openRun(
    {
      input: { trigger: 'MANUAL', weekStartDate: WEEK },
      execution: { id: 'arn:aws:states:execution:sample', startTime: ports.clock.now() },
    },
    ports,
    'UTC',
  );
  const query = { queryId: 'sample', usageAsOf: ports.clock.now() };
  const usage = { start: async () => query.queryId, read: () => usagePage(usageRows(company, WEEK), WEEK) };
  const plan = await planBatches({ run, query }, { ...ports, usage }, BATCH_SIZE);
  if (plan.kind === 'ENDED') throw new Error(plan.failure.message);
  for (const task of await ports.store.get<BatchTask[]>(plan.manifestKey)) {
    const fetched = await fetchTimesheets(task, ports, AbortSignal.timeout(60_000));
    await persist(await allocateBatch(fetched, ports), ports);
  }
  const { reconciledKey } = await reconcile({ run, planKey: plan.planKey }, ports);
  const summary = await closeRun(
    { run, planKey: plan.planKey, reconciledKey, failure: null, isPublished: false },
    ports,
  );
  store.close();
  return { summary, deployment: Deployment.local(OUTPUTS), aws };
}

function portsOf(timesheets: TimesheetStore) {
  const meter = new RequestMeter();
  const clients = new AwsClients(meter);
  const clock = new TestClock();
  const dynamodb = clients.dynamodb();
  return {
    store: new S3RunStore(clients.s3(), OUTPUTS.RunBucketName, sha256),
    evidence: new S3EvidenceStore(clients.s3(), OUTPUTS.EvidenceBucketName, sha256),
    ledger: new DynamoLedger(dynamodb, OUTPUTS.AllocationTableName, { clock, sha256 }),
    registry: new DynamoCwoRegistry(dynamodb, 'cwos', clock),
    cwoChanges: new MemoryCwoChanges(),
    records: new DynamoRunRecords(dynamodb, OUTPUTS.AllocationTableName),
    publications: new DynamoPublications(dynamodb, OUTPUTS.AllocationTableName),
    told: new DynamoToldFindings(dynamodb, OUTPUTS.AllocationTableName),
    messages: new SnsOperatorMessages(clients.sns(), 'arn:aws:sns:operators'),
    timesheets: MemoryTimesheetSource.from(timesheets),
    acceptances: new MemoryStaleAcceptances(),
    clock,
    sha256,
    docsUrl: 'https://docs.example.com/tokenledger',
    meter: NO_CALLS,
  };
}
