import type { EmployeeWeekKey, LedgerReader } from '../../core/ledger/ledger.ts';
import type { Head } from '../../core/ledger/revision.ts';
import {
  type ChangeFeed,
  type ChangePage,
  type FeedChange,
  NONE_UNREADABLE,
} from '../../core/recalculation/change-feed.ts';
import type { ChangeQueue, WaitingChange } from '../../core/recalculation/change-queue.ts';
import type { Recalculations } from '../../core/recalculation/recalculations.ts';
import { SWEEP_BEGINNING, type SweepState, type SweepStates } from '../../core/recalculation/sweep-states.ts';
import type { Clock } from '../../core/values/clock.ts';
import { MemoryRunRecords } from './memory-run-records.ts';

/** The ports of recalculations in memory, with the semantics that `core/ports.ts` promises and nothing else. */

const RECEIVED_MAX = 10;

/** A queue from which nothing goes but by deletion; what was received is hidden until `showAgain`. */
export class MemoryQueue implements ChangeQueue {
  isTaking = true;
  /** How many receives there were. */
  receives = 0;
  /** Called before each deletion, for what the test wants to know or break. */
  beforeDelete: (changes: readonly WaitingChange[]) => void = () => {};
  #waiting: WaitingChange[] = [];
  #hidden: WaitingChange[] = [];
  #sent = 0;

  async send({ employeeId, mondayDate }: EmployeeWeekKey): Promise<void> {
    if (!this.isTaking) throw Object.assign(new Error('not taken'), { name: 'QueueError' });
    this.#sent += 1;
    this.#waiting.push({
      employeeId,
      mondayDate,
      messageId: `message-${this.#sent}`,
      receipt: `receipt-${this.#sent}`,
    });
  }

  async sendAll(changes: readonly EmployeeWeekKey[]): Promise<void> {
    for (const change of changes) await this.send(change);
  }

  async receive(): Promise<WaitingChange[]> {
    this.receives += 1;
    const received = this.#waiting.splice(0, RECEIVED_MAX);
    this.#hidden.push(...received);
    return received;
  }

  async delete(changes: readonly WaitingChange[]): Promise<void> {
    this.beforeDelete(changes);
    const receipts = new Set(changes.map(({ receipt }) => receipt));
    this.#hidden = this.#hidden.filter(({ receipt }) => !receipts.has(receipt));
  }

  /** What was received and not deleted comes again. */
  showAgain(): void {
    this.#waiting.push(...this.#hidden.splice(0));
  }

  /** All that is not deleted, hidden or not. */
  contents(): string[] {
    return [...this.#waiting, ...this.#hidden].map(({ mondayDate, employeeId }) => `${mondayDate}#${employeeId}`);
  }
}

/** A clock that goes on when it is told to. */
export class TickingClock implements Clock {
  #now: number;

  constructor(now = '2026-11-24T06:00:00.000Z') {
    this.#now = Date.parse(now);
  }

  now(): string {
    return new Date(this.#now).toISOString();
  }

  pass(ms: number): void {
    this.#now += ms;
  }

  async pause(ms: number): Promise<void> {
    this.pass(ms);
  }
}

type Started = Parameters<Recalculations['start']>[0];

/** Executions by name: a name is started once, whoever asks for it again. */
export class MemoryRecalculations implements Recalculations {
  readonly started = new Map<string, Started>();
  beforeStart: (recalculation: Started) => void = () => {};

  async start(recalculation: Started): Promise<string> {
    this.beforeStart(recalculation);
    if (!this.started.has(recalculation.name)) this.started.set(recalculation.name, recalculation);
    return `execution:${recalculation.name}`;
  }
}

/** Run records in which these weeks have been run as a whole. */
export class RunWeeks extends MemoryRunRecords {
  readonly #mondays: ReadonlySet<string>;

  constructor(...mondays: readonly string[]) {
    super();
    this.#mondays = new Set(mondays);
  }

  override async hasFullRun(mondayDate = ''): Promise<boolean> {
    return this.#mondays.has(mondayDate);
  }
}

export class MemorySweepStates implements SweepStates {
  state: SweepState = SWEEP_BEGINNING;

  async read(): Promise<SweepState> {
    return this.state;
  }

  async advance(before: SweepState, next: SweepState): Promise<boolean> {
    const now = JSON.stringify(this.state);
    if (now !== JSON.stringify(before) && now !== JSON.stringify(next)) return false;
    this.state = next;
    return true;
  }
}

/** A feed of numbered changes; cursors are `c<position>`. It may grow while it is read. */
export class MemoryFeed implements ChangeFeed {
  readonly changes: FeedChange[];
  /** The cursors asked for. */
  readonly asked: (string | null)[] = [];
  readonly staleCursors = new Set<string | null>();
  readonly #pageSize: number;

  constructor(changes: readonly (EmployeeWeekKey & Partial<FeedChange>)[], pageSize = 500) {
    this.changes = changes.map((change) => ({ changedAt: null, ...change }));
    this.#pageSize = pageSize;
  }

  async read(cursor: string | null): Promise<ChangePage | null> {
    this.asked.push(cursor);
    if (this.staleCursors.has(cursor)) return null;
    const from = Number(cursor?.slice(1) ?? 0);
    const changes = this.changes.slice(from, from + this.#pageSize);
    const to = from + changes.length;
    return { changes, unreadable: NONE_UNREADABLE, nextCursor: `c${to}`, hasMore: to < this.changes.length };
  }
}

/** Heads by week; it tells which weeks were listed. */
export class MemoryHeads implements LedgerReader {
  readonly listed: string[] = [];
  readonly #heads: readonly Head[];

  constructor(heads: readonly Head[]) {
    this.#heads = heads;
  }

  async *listWeek(mondayDate: string): AsyncGenerator<Head> {
    this.listed.push(mondayDate);
    const ofWeek = this.#heads.filter(({ revision }) => revision.mondayDate === mondayDate);
    yield* ofWeek.toSorted((a, b) => (a.revision.employeeId < b.revision.employeeId ? -1 : 1));
  }

  async readRevisions(): Promise<never> {
    throw new Error('no sweep reads revisions');
  }

  async readSuperseded(): Promise<never> {
    throw new Error('no sweep reads revisions');
  }
}
