import { Keys } from '../../../adapters/dynamodb/keys.ts';
import { type HeadItem, toHead } from '../../../adapters/dynamodb/ledger/items.ts';
import { DynamoLedger } from '../../../adapters/dynamodb/ledger/ledger.ts';
import { DynamoLedgerReader } from '../../../adapters/dynamodb/ledger/ledger-reader.ts';
import type { RevisionBody } from '../../../adapters/dynamodb/ledger/revision-codec.ts';
import { DynamoStaleAcceptances } from '../../../adapters/dynamodb/ledger/stale-acceptances.ts';
import { DynamoPublications } from '../../../adapters/dynamodb/publication/publications.ts';
import { DynamoSweepStates } from '../../../adapters/dynamodb/recalculation/sweep-states.ts';
import { DynamoRunRecords } from '../../../adapters/dynamodb/runs/run-records.ts';
import { DynamoToldFindings } from '../../../adapters/dynamodb/runs/told-findings.ts';
import { S3EvidenceStore } from '../../../adapters/s3/object-store.ts';
import { S3WeekRoots } from '../../../adapters/s3/week-roots.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import type { EmployeeWeekKey } from '../../../core/ledger/ledger.ts';
import { type Head, latestInputs } from '../../../core/ledger/revision.ts';
import type { Recalculations } from '../../../core/recalculation/recalculations.ts';
import type { RunSummary } from '../../../core/runs/run.ts';
import type { WorkflowInput } from '../../../functions/messages/events.ts';
import { NOTHING_BESIDE } from '../../core/publication/publishing.ts';
import { MemoryBucket } from '../../doubles/memory-bucket.ts';
import { MemoryCwoChanges } from '../../doubles/memory-cwo-changes.ts';
import { MemoryCwoRegistry } from '../../doubles/memory-cwo-registry.ts';
import { NO_CALLS } from '../../doubles/memory-meter.ts';
import { MemoryObjects } from '../../doubles/memory-objects.ts';
import { MemoryOperatorMessages } from '../../doubles/memory-operator-messages.ts';
import { MemoryPublishedTables } from '../../doubles/memory-published-tables.ts';
import { MemoryQueue } from '../../doubles/memory-queue.ts';
import { MemoryTable } from '../../doubles/memory-table.ts';
import { Company } from './company.ts';
import { type Gate, gatedClient, gatedPort } from './gates.ts';
import { HistoryClock } from './history-clock.ts';
import { Lake } from './lake.ts';

/** An execution of the workflow. */
export interface Execution {
  readonly id: string;
  readonly name: string;
  readonly startTime: string;
  readonly input: WorkflowInput;
}

/** A run that came to its end. */
export interface EndedRun {
  readonly summary: RunSummary;
  /** When it asked the lake for the whole week; null where it did not. */
  readonly usageAsOf: string | null;
}

const TABLE = 'TokenCostAllocation';
const keys = new Keys(sha256);

/**
 * Everything that outlives a run, in memory, and the outside world. The adapters of the ledger, of its records and of
 * the objects are the real ones; each run has its own, whose calls pass its gate.
 */
export class System {
  readonly clock = new HistoryClock();
  readonly table = new MemoryTable();
  readonly objects = new MemoryObjects();
  readonly evidenceBucket = new MemoryBucket();
  readonly rootBucket = new MemoryBucket();
  readonly queue = new MemoryQueue(this.clock);
  readonly lake = new Lake();
  readonly published = new MemoryPublishedTables();
  readonly messages = new MemoryOperatorMessages();
  readonly company = new Company((key) => {
    const head = this.head(key);
    return head ? latestInputs(head).timesheet?.version : undefined;
  });
  readonly #executions = new Map<string, Execution>();
  /** Executions that were started and have not run yet. */
  waiting: Execution[] = [];
  readonly ended: EndedRun[] = [];

  /** @returns false where there is one of that name already */
  start(name: string, input: WorkflowInput): boolean {
    if (this.#executions.has(name)) return false;
    const execution = { id: `arn:aws:states:execution:workflow:${name}`, name, startTime: this.clock.now(), input };
    this.#executions.set(name, execution);
    this.waiting.push(execution);
    return true;
  }

  ports(gate: Gate) {
    const { clock, messages, lake, company } = this;
    const dynamodb = gatedClient(this.table.client, gate);
    const recalculations: Recalculations = {
      start: async ({ name, ...input }) => {
        this.start(name, input);
        return name;
      },
    };
    return {
      clock,
      messages,
      sha256,
      meter: NO_CALLS,
      docsUrl: 'https://docs.example.com/tokenledger',
      ...NOTHING_BESIDE,
      store: gatedPort(this.objects, gate),
      evidence: new S3EvidenceStore(gatedClient(this.evidenceBucket.client, gate), 'evidence', sha256),
      roots: new S3WeekRoots(gatedClient(this.rootBucket.client, gate), 'roots', sha256),
      ledger: new DynamoLedger(dynamodb, TABLE, { clock, sha256 }),
      reader: new DynamoLedgerReader(dynamodb, TABLE, sha256),
      records: new DynamoRunRecords(dynamodb, TABLE),
      publications: new DynamoPublications(dynamodb, TABLE),
      publishedTables: this.published.through(gate),
      told: new DynamoToldFindings(dynamodb, TABLE),
      states: new DynamoSweepStates(dynamodb, TABLE),
      registry: new MemoryCwoRegistry(),
      cwoChanges: new MemoryCwoChanges(),
      usage: { start: gatedPort(lake, gate).start, read: (queryId: string) => lake.read(queryId) },
      acceptances: new DynamoStaleAcceptances(dynamodb, TABLE, clock),
      timesheets: { fetchWeek: gatedPort(company, gate).fetchWeek },
      feed: { read: gatedPort(company, gate).read },
      queue: gatedPort(this.queue, gate),
      recalculations: gatedPort(recalculations, gate),
    };
  }

  /** As it rests now, past all gates. */
  head({ employeeId, mondayDate }: EmployeeWeekKey): Head | null {
    const item = this.table.find(keys.head(employeeId, mondayDate));
    return item ? toHead(item as unknown as HeadItem) : null;
  }

  /** The bodies of all revisions, oldest first; the last is that of the head. */
  revisionBodies({ employeeId, mondayDate }: EmployeeWeekKey): RevisionBody[] {
    const superseded = this.table.partition(keys.revision(employeeId, mondayDate, 1).pk);
    const head = this.table.find(keys.head(employeeId, mondayDate));
    return [...superseded, ...(head ? [head] : [])].map(({ body }) => body as RevisionBody);
  }
}
