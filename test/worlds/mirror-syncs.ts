import { DynamoCurrentMapping } from '../../adapters/dynamodb/timesheets/current-mapping.ts';
import { MirrorChangeFeed } from '../../adapters/dynamodb/timesheets/mirror-change-feed.ts';
import { DynamoMirrorPeople } from '../../adapters/dynamodb/timesheets/mirror-people.ts';
import { DynamoMirrorStore } from '../../adapters/dynamodb/timesheets/mirror-store.ts';
import { MirrorTimesheetSource } from '../../adapters/dynamodb/timesheets/mirror-timesheet-source.ts';
import { DynamoSyncLeases } from '../../adapters/dynamodb/timesheets/sync-leases.ts';
import { S3Mappings } from '../../adapters/s3/mappings.ts';
import { S3Snapshots } from '../../adapters/s3/snapshots.ts';
import { sha256 } from '../../adapters/system/hash.ts';
import type { FeedChange } from '../../core/recalculation/change-feed.ts';
import type { Mapping } from '../../core/timesheets/mirror/mapping.ts';
import { EMPTY_BODY } from '../../core/timesheets/mirror/mirror-body.ts';
import type { FreshWeek } from '../../core/timesheets/mirror/settle.ts';
import type { SnapshotPart } from '../../core/timesheets/mirror/snapshot-store.ts';
import type { Clock } from '../../core/values/clock.ts';
import {
  applyWeekEventSchema,
  type CloseSyncResult,
  type MirrorSettings,
  type OpenSyncResult,
  openSyncEventSchema,
  type WeekResult,
} from '../../functions/messages/timesheets.ts';
import { applyWeek } from '../../functions/timesheets/apply-week/step.ts';
import { closeSync } from '../../functions/timesheets/close-sync/step.ts';
import { openSync } from '../../functions/timesheets/open-sync/step.ts';
import { MemoryByteBucket } from '../doubles/memory-byte-bucket.ts';
import { MemoryOperatorMessages } from '../doubles/memory-operator-messages.ts';
import { MemoryTable } from '../doubles/memory-table.ts';
import { TestClock } from '../doubles/test-clock.ts';
import { type Gate, gatedClient, OPEN } from '../histories/model/gates.ts';
import { MONDAY } from './mirror-weeks.ts';

export const TABLE = 'TimesheetMirror';
const BUCKET = 'bucket';
const TIME_ZONE = 'Europe/Berlin';

/** A week handed in, of one task. */
export function weekOf(employeeId: string, hours: number): FreshWeek {
  const entry = { entryId: `${employeeId}-1`, taskId: `T-${employeeId}`, date: MONDAY, hours };
  const body = { ...EMPTY_BODY, timesheet: { status: 'SUBMITTED' as const, approvedAt: null }, entries: [entry] };
  return { employeeId, body };
}

/** Weeks of so many employees, E-0 … */
export function weeksOf(people: number, hours: (index: number) => number = () => 8_00): SnapshotPart[] {
  return Array.from({ length: people }, (_, index) => ({ week: weekOf(`E-${index}`, hours(index)) }));
}

/** What a sync is asked for beside its week. */
export interface Asked {
  readonly owner?: string;
  readonly complete?: boolean;
  readonly acceptDrop?: boolean;
  readonly week?: string;
  readonly gate?: Gate;
}

interface MovedClock extends Clock {
  advance(ms: number): void;
}

/** A mirror with the real adapters, over tables and buckets in memory. */
export class MirrorSystem {
  readonly table = new MemoryTable();
  readonly bucket = new MemoryByteBucket();
  readonly clock: MovedClock;
  readonly messages = new MemoryOperatorMessages();
  readonly settings: MirrorSettings = {
    sources: [{ source: 'times', approval: ['ENTRY'], afterDays: 2 }],
    dropMaxPct: 20,
    hotWeeks: 3,
  };

  constructor(clock: MovedClock = new TestClock()) {
    this.clock = clock;
  }

  ports(gate: Gate = OPEN) {
    const dynamodb = gatedClient(this.table.client, gate);
    const s3 = gatedClient(this.bucket.client, gate);
    const tools = { clock: this.clock, sha256 };
    return {
      ...{ ...tools, timeZone: TIME_ZONE, docsUrl: 'https://docs.example', messages: this.messages },
      settings: this.settings,
      leases: new DynamoSyncLeases(dynamodb, TABLE, tools),
      store: new DynamoMirrorStore(dynamodb, TABLE, tools),
      people: new DynamoMirrorPeople(dynamodb, TABLE, tools),
      snapshots: new S3Snapshots(s3, BUCKET),
      mappings: new S3Mappings(s3, BUCKET, sha256),
      current: new DynamoCurrentMapping(dynamodb, TABLE),
      timesheets: new MirrorTimesheetSource(dynamodb, TABLE, tools),
      feed: new MirrorChangeFeed(dynamodb, TABLE),
    };
  }

  put(parts: readonly SnapshotPart[], source = 'import', mondayDate = MONDAY): Promise<string> {
    return this.ports().snapshots.put({ source, mondayDate }, parts);
  }

  async useMapping(mapping: Mapping): Promise<void> {
    const { mappings, current } = this.ports();
    await current.set(await mappings.put(mapping));
  }

  open(
    snapshotKey: string,
    { owner = 'sync-1', complete = false, acceptDrop = false, week = MONDAY, gate }: Asked = {},
  ) {
    const imported = { weekStartDate: week, snapshotKey, complete };
    return openSync(openSyncEventSchema.parse({ executionId: owner, acceptDrop, imported }), this.ports(gate));
  }

  /** An import from its opening to its end, or null where another sync has the right to write. */
  async import(parts: readonly SnapshotPart[], asked: Asked = {}): Promise<Synced | null> {
    const opened = await this.open(await this.put(parts, 'import', asked.week), asked);
    return opened.status === 'SKIPPED' ? null : this.finish(opened, asked.gate);
  }

  /**
   * The weeks that the opening names, and the end.
   * @param tries how a step is run: once, unless the workflow tries again
   */
  async finish(
    { seq, owner, acceptDrop, weeks: named }: OpenedSync,
    gate?: Gate,
    tries: <T>(step: () => Promise<T>) => Promise<T> = (step) => step(),
  ): Promise<Synced> {
    const weeks: WeekResult[] = [];
    for (const week of named) {
      const event = applyWeekEventSchema.parse({ seq, owner, acceptDrop, ...week });
      weeks.push(await tries(() => applyWeek(event, this.ports(gate))));
    }
    return { weeks, closed: await tries(() => closeSync({ seq, owner, weeks }, this.ports(gate))) };
  }

  async apply(source: string, parts: readonly SnapshotPart[], asked: Asked = {}): Promise<Synced> {
    const snapshotKey = await this.put(parts, source, asked.week);
    const opened = await this.open(snapshotKey, asked);
    if (opened.status === 'SKIPPED') throw new Error('another sync writes');
    return this.finish({ ...opened, weeks: opened.weeks.map((week) => ({ ...week, source })) }, asked.gate);
  }

  /** What the feed tells from the cursor on, and where it ends. */
  async feed(cursor: string | null = null): Promise<{ changes: FeedChange[]; cursor: string }> {
    const changes: FeedChange[] = [];
    for (let at = cursor; ; ) {
      const page = await this.ports().feed.read(at);
      if (page === null) throw new Error('the cursor is not known any more');
      changes.push(...page.changes);
      if (!page.hasMore) return { changes, cursor: page.nextCursor };
      at = page.nextCursor;
    }
  }

  answer(employeeIds: readonly string[], mondayDate = MONDAY) {
    return this.ports().timesheets.fetchWeek(mondayDate, employeeIds);
  }

  /** Records by employee, without what tells of the moment and the sync. */
  records(): Map<string, object> {
    const items = this.table.items().filter(({ body }) => body !== undefined);
    return new Map(items.map(({ sk, pulledAt: _, seq: __, pk: ___, ...rest }) => [sk, rest]));
  }

  async version(employeeId: string): Promise<number | undefined> {
    const answer = (await this.answer([employeeId])).employees.get(employeeId);
    return answer?.kind === 'KNOWN' ? answer.record.timesheet?.version : undefined;
  }
}

export type OpenedSync = Exclude<OpenSyncResult, { readonly status: 'SKIPPED' }>;

export interface Synced {
  readonly weeks: readonly WeekResult[];
  readonly closed: CloseSyncResult;
}
