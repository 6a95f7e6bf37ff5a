import { DynamoClosedSyncs } from '../../../../adapters/dynamodb/timesheets/closed-syncs.ts';
import { DynamoCurrentMapping } from '../../../../adapters/dynamodb/timesheets/current-mapping.ts';
import { DynamoMirrorPeople } from '../../../../adapters/dynamodb/timesheets/mirror-people.ts';
import { DynamoMirrorStore } from '../../../../adapters/dynamodb/timesheets/mirror-store.ts';
import { DynamoSyncLeases } from '../../../../adapters/dynamodb/timesheets/sync-leases.ts';
import { S3Mappings } from '../../../../adapters/s3/mappings.ts';
import { S3Snapshots } from '../../../../adapters/s3/snapshots.ts';
import { sha256 } from '../../../../adapters/system/hash.ts';
import { type ImportOptions, keepWeek, readWeek } from '../../../../cli/commands/timesheets/import.ts';
import type { SyncInput } from '../../../../cli/commands/timesheets/sync.ts';
import type { Mirror } from '../../../../cli/mirror.ts';
import { IMPORT_RULES } from '../../../../core/timesheets/mirror/import-rules.ts';
import type { SourceRules } from '../../../../core/timesheets/mirror/source-rules.ts';
import type { PulledLine } from '../../../../core/timesheets/mirror/timesheet-puller.ts';
import {
  applyWeekEventSchema,
  openSyncEventSchema,
  type WeekResult,
} from '../../../../functions/messages/timesheets.ts';
import { applyWeek } from '../../../../functions/timesheets/apply-week/step.ts';
import { closeSync } from '../../../../functions/timesheets/close-sync/step.ts';
import { openSync } from '../../../../functions/timesheets/open-sync/step.ts';
import { MemoryByteBucket } from '../../../doubles/memory-byte-bucket.ts';
import { MemoryOperatorMessages } from '../../../doubles/memory-operator-messages.ts';
import { MemoryTable } from '../../../doubles/memory-table.ts';
import { TestClock } from '../../../doubles/test-clock.ts';

export const MONDAY = '2026-11-16';
export const ENTRIES = 'entry_id,user,email,date,seconds,project,task,status';
const TIME_ZONE = 'Europe/Berlin';
/** A system that is pulled. */
const PULLED: SourceRules = { source: 'tempo', approval: ['PERIOD'], afterDays: 0 };

/** A mirror in memory, with the real adapters and the steps of a sync in their order. */
export class MirrorInMemory {
  readonly clock = new TestClock();
  readonly mirror: Mirror;
  readonly #table = new MemoryTable();
  readonly #messages = new MemoryOperatorMessages();
  #syncs = 0;

  constructor() {
    const [dynamodb, s3] = [this.#table.client, new MemoryByteBucket().client];
    this.mirror = {
      mirrorStore: new DynamoMirrorStore(dynamodb, 'table', this.#tools),
      mirrorPeople: new DynamoMirrorPeople(dynamodb, 'table', this.#tools),
      closedSyncs: new DynamoClosedSyncs(dynamodb, 'table'),
      snapshots: new S3Snapshots(s3, 'runs'),
      mappings: new S3Mappings(s3, 'evidence', sha256),
      currentMapping: new DynamoCurrentMapping(dynamodb, 'table'),
      rules: [IMPORT_RULES, PULLED],
      timeZone: TIME_ZONE,
    };
  }

  get #tools() {
    return { clock: this.clock, sha256 };
  }

  /** Imports a folder's week to the end of its sync. */
  async import(folder: string, options: Omit<ImportOptions, 'week'> = {}): Promise<WeekResult> {
    const input = await keepWeek(await readWeek(folder, MONDAY), { week: MONDAY, ...options }, this.mirror);
    const [week] = await this.sync(input);
    if (!week) throw new Error('the sync had no week');
    return week;
  }

  /** Applies what the system told of the week. */
  async pull(lines: readonly PulledLine[], emails: ReadonlyMap<string, string>): Promise<WeekResult[]> {
    const { source } = PULLED;
    await this.mirror.mirrorPeople.putEmails(source, emails);
    const snapshotKey = await this.mirror.snapshots.put({ source, mondayDate: MONDAY }, lines);
    return this.sync({ weeks: [MONDAY], sources: [source] }, snapshotKey);
  }

  /** @param pulledKey of the snapshot of a week that is pulled */
  async sync(input: SyncInput, pulledKey?: string): Promise<WeekResult[]> {
    this.#syncs += 1;
    const client = this.#table.client;
    const { snapshots, mappings } = this.mirror;
    const ports = {
      ...{ ...this.#tools, timeZone: TIME_ZONE, docsUrl: 'https://docs.example', messages: this.#messages },
      ...{ settings: { sources: [PULLED], dropMaxPct: 20, hotWeeks: 3 }, snapshots, mappings },
      leases: new DynamoSyncLeases(client, 'table', this.#tools),
      store: new DynamoMirrorStore(client, 'table', this.#tools),
      people: new DynamoMirrorPeople(client, 'table', this.#tools),
    };
    const opened = await openSync(openSyncEventSchema.parse({ executionId: `sync-${this.#syncs}`, ...input }), ports);
    if (opened.status === 'SKIPPED') throw new Error('another sync writes');
    const { seq, owner, acceptDrop } = opened;
    const weeks: WeekResult[] = [];
    for (const week of opened.weeks) {
      const snapshotKey = week.snapshotKey ?? pulledKey;
      if (snapshotKey === undefined) continue;
      weeks.push(await applyWeek(applyWeekEventSchema.parse({ seq, owner, acceptDrop, ...week, snapshotKey }), ports));
    }
    await closeSync({ seq, owner, weeks }, ports);
    return weeks;
  }
}
