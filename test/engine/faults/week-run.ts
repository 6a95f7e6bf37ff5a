import { setTimeout } from 'node:timers/promises';
import { type AthenaClient, GetQueryExecutionCommand } from '@aws-sdk/client-athena';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { RequestMeter } from '../../../adapters/aws/clients.ts';
import { cachedSecret } from '../../../adapters/aws/secret.ts';
import { DynamoCwoRegistry } from '../../../adapters/dynamodb/cwo/cwo-registry.ts';
import { DynamoLedger } from '../../../adapters/dynamodb/ledger/ledger.ts';
import { DynamoPublications } from '../../../adapters/dynamodb/publication/publications.ts';
import { DynamoRunRecords } from '../../../adapters/dynamodb/runs/run-records.ts';
import { DynamoToldFindings } from '../../../adapters/dynamodb/runs/told-findings.ts';
import { AthenaUsageSource } from '../../../adapters/lake/usage-source.ts';
import { S3EvidenceStore, S3RunStore } from '../../../adapters/s3/object-store.ts';
import { SnsOperatorMessages } from '../../../adapters/sns/operator-messages.ts';
import { SqsCwoChanges } from '../../../adapters/sqs/cwo-changes.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { HttpTimesheetSource } from '../../../adapters/timesheets/etm/source.ts';
import { type Effort, type EffortMeter, NO_EFFORT } from '../../../core/runs/effort.ts';
import type { RunSummary } from '../../../core/runs/run.ts';
import type { TimesheetSource } from '../../../core/timesheets/timesheet-source.ts';
import type { BatchTask, CloseRunEvent, Run, UsageQuery } from '../../../functions/messages/events.ts';
import { allocateBatch } from '../../../functions/run/allocate/step.ts';
import { closeRun } from '../../../functions/run/close-run/step.ts';
import { fetchTimesheets } from '../../../functions/run/fetch-timesheets/step.ts';
import { openRun } from '../../../functions/run/open-run/step.ts';
import { persist } from '../../../functions/run/persist/step.ts';
import { planBatches } from '../../../functions/run/plan-batches/step.ts';
import { reconcile } from '../../../functions/run/reconcile/step.ts';
import { startUsageQuery } from '../../../functions/run/start-usage-query/step.ts';
import { metered } from '../../../functions/runtime/metering.ts';
import { MemoryStaleAcceptances } from '../../doubles/memory-stale-acceptances.ts';
import { TestClock } from '../../doubles/test-clock.ts';
import type { Sandbox } from './sandbox.ts';

/** The steps of a run, in the workflow's order. */
export const STEPS = [
  'open run',
  'start usage query',
  'plan batches',
  'fetch timesheets',
  'allocate',
  'persist',
  'reconcile',
  'close run',
] as const;
export type StepName = (typeof STEPS)[number];

/** How a step is invoked; the attempt is 0 unless it is invoked again. */
export type Invoke = <T>(name: StepName, step: (attempt: number) => Promise<T>) => Promise<T>;

export const undisturbed: Invoke = (_, step) => step(0);

export interface Clients {
  readonly meter: RequestMeter;
  readonly athena: AthenaClient;
  readonly dynamodb: DynamoDBDocumentClient;
  readonly s3: S3Client;
  readonly secrets: SecretsManagerClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
}

export interface WeekRunOptions {
  readonly clients: Clients;
  /** Outputs of the deployed stack. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly sandbox: Sandbox;
  /** The timesheet system itself, or where it listens. */
  readonly timesheets: TimesheetSource | string;
  readonly mondayDate: string;
  readonly batchSize: number;
  /** When everything happens. */
  readonly now: string;
  /** A query that was asked before, whose result is read instead of asking again. */
  readonly queryId: string | null;
}

type Step<T> = (meter: EffortMeter, attempt: number) => Promise<T>;

const POLLS_MAX = 600;
const POLL_MS = 20;

/** One run of a week in this process: the real steps on the real adapters, one batch after the other. */
export class WeekRun {
  readonly #options: WeekRunOptions;
  readonly #ports: ReturnType<typeof portsOf>;
  readonly #invoke: Invoke;
  #effort = NO_EFFORT;

  constructor(options: WeekRunOptions, invoke: Invoke = undisturbed) {
    this.#options = options;
    this.#ports = portsOf(options);
    this.#invoke = invoke;
  }

  async play(): Promise<RunSummary> {
    const run = await this.#open();
    const query = await this.#query(run);
    const planned = await this.#phase('plan batches', () =>
      planBatches({ run, query }, this.#ports, this.#options.batchSize),
    );
    if (planned.kind === 'ENDED') {
      return this.#close({ run, planKey: null, reconciledKey: null, failure: planned.failure, isPublished: false });
    }
    const { planKey } = planned;
    for (const task of await this.#ports.store.get<BatchTask[]>(planned.manifestKey)) await this.#batch(task);
    const { reconciledKey } = await this.#phase('reconcile', (meter) =>
      reconcile({ run, planKey }, { ...this.#ports, meter }),
    );
    return this.#close({ run, planKey, reconciledKey, failure: null, isPublished: false });
  }

  /** @returns the query's id, for runs that ask the same */
  async ask(): Promise<string> {
    return (await this.#query(await this.#open())).queryId;
  }

  async #open(): Promise<Run> {
    const { mondayDate, now } = this.#options;
    const event = {
      input: { trigger: 'MANUAL', weekStartDate: mondayDate },
      execution: { id: `execution at ${now}`, startTime: now },
    } as const;
    const { effort: _, ...run } = await this.#phase('open run', () => openRun(event, this.#ports, 'UTC'));
    return run;
  }

  async #query(run: Run): Promise<UsageQuery> {
    const { queryId, now } = this.#options;
    if (queryId !== null) return { queryId, usageAsOf: now };
    const query = await this.#phase('start usage query', (_, attempt) =>
      startUsageQuery({ run, attempt }, this.#ports),
    );
    for (let poll = 0; poll < POLLS_MAX; poll += 1) {
      const { QueryExecution } = await this.#options.clients.athena.send(
        new GetQueryExecutionCommand({ QueryExecutionId: query.queryId }),
      );
      if (QueryExecution?.Status?.State === 'SUCCEEDED') return query;
      await setTimeout(POLL_MS);
    }
    throw new Error(`query ${query.queryId} did not succeed`);
  }

  async #batch(task: BatchTask): Promise<void> {
    const { signal } = new AbortController();
    for (let next: BatchTask | null = task; next; ) {
      const asked: BatchTask = next;
      const fetched = await this.#step('fetch timesheets', asked, () => fetchTimesheets(asked, this.#ports, signal));
      const decided = await this.#step('allocate', fetched, () => allocateBatch(fetched, this.#ports));
      const persisted = await this.#step('persist', decided, (meter) => persist(decided, { ...this.#ports, meter }));
      next = persisted.again;
    }
  }

  #close(event: CloseRunEvent): Promise<RunSummary> {
    return this.#phase('close run', (meter) => closeRun(event, { ...this.#ports, meter }));
  }

  /** What phases spend is summed for the run; what a batch spends, in its event. */
  async #phase<T extends object>(name: StepName, step: Step<T>) {
    const result = await this.#step(name, { effort: this.#effort }, step);
    this.#effort = result.effort;
    return result;
  }

  #step<T extends object>(name: StepName, event: { readonly effort?: Effort | undefined }, step: Step<T>) {
    const { meter: requests } = this.#options.clients;
    return this.#invoke(name, (attempt) => metered(requests, event, (meter) => step(meter, attempt)));
  }
}

function portsOf({ clients, outputs, sandbox, timesheets, now }: WeekRunOptions) {
  const clock = new TestClock(now);
  const { allocationTable, cwoTable, bucket, cwoQueueUrl } = sandbox;
  const place = { workGroup: outputs.AthenaWorkGroup as string, database: outputs.GlueDatabase as string };
  const token = cachedSecret(clients.secrets, { secretId: outputs.TimesheetTokenSecretName as string, clock });
  return {
    clock,
    sha256,
    docsUrl: 'https://docs.example',
    usage: new AthenaUsageSource(clients.athena, place),
    store: new S3RunStore(clients.s3, bucket, sha256),
    evidence: new S3EvidenceStore(clients.s3, bucket, sha256),
    ledger: new DynamoLedger(clients.dynamodb, allocationTable, { clock, sha256 }),
    records: new DynamoRunRecords(clients.dynamodb, allocationTable),
    publications: new DynamoPublications(clients.dynamodb, allocationTable),
    told: new DynamoToldFindings(clients.dynamodb, allocationTable),
    registry: new DynamoCwoRegistry(clients.dynamodb, cwoTable, clock),
    cwoChanges: new SqsCwoChanges(clients.sqs, cwoQueueUrl),
    messages: new SnsOperatorMessages(clients.sns, outputs.OperatorTopicArn as string),
    acceptances: new MemoryStaleAcceptances(),
    timesheets:
      typeof timesheets === 'string'
        ? new HttpTimesheetSource({ baseUrl: timesheets, token }, 5_000, clock)
        : timesheets,
  };
}
