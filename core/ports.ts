import type { ChainRows } from './chain.ts';
import type { Evidence } from './evidence.ts';
import type { DecisionInputs, Head, Revision } from './ledger.ts';
import type { RunSummary } from './run.ts';
import type { Cwo, EmployeeAnswer, Project } from './timesheets.ts';
import type { SourceUsage } from './usage.ts';
import type { MondayDate } from './week.ts';

/** What the core needs from outside. Implementations are in `adapters/`; unit tests bring in-memory ones. */

export interface Clock {
  /** ISO 8601 instant, UTC, milliseconds. */
  now(): string;
  /** Waits, or rejects as soon as the signal aborts. */
  pause(ms: number, signal?: AbortSignal): Promise<void>;
}

/** SHA-256 of the UTF-8 text, 64 hexadecimal digits. */
export type Sha256 = (text: string) => string;

/** Why a usage row cannot be used. */
export type UsageRowReason = 'MISSING_COST' | 'NEGATIVE_TOKENS' | 'MALFORMED_EMPLOYEE' | 'NOT_A_MONDAY';

/** Usage rows of one verdict, employee and source, summed. */
export interface UsageGroup {
  /** Null for rows that can be used. */
  readonly reason: UsageRowReason | null;
  /** Null only where the employee is malformed. */
  readonly employeeId: string | null;
  readonly source: string;
  readonly rows: number;
  readonly rowsWithoutTokens: number;
  readonly tokens: bigint;
  readonly costUsd6: bigint;
}

/** What all rows of the week sum to, asked in the same query, so that a lost or repeated page shows. */
export type UsageTotal = Pick<UsageGroup, 'rows' | 'tokens' | 'costUsd6'>;

export type UsageResultRow = ({ readonly kind: 'TOTAL' } & UsageTotal) | ({ readonly kind: 'GROUP' } & UsageGroup);

/** Where usage comes from. */
export interface UsageSource {
  /**
   * Starts the query of a week.
   * @param token the same for each repetition of this start
   * @param employeeIds only these, up to 1,000; or all
   * @returns the query's id
   */
  start(query: {
    readonly mondayDate: MondayDate;
    readonly token: string;
    readonly employeeIds?: readonly string[];
  }): Promise<string>;
  /** Result pages of a query that succeeded: the total first, then the groups by employee ascending. */
  read(queryId: string): AsyncIterable<readonly UsageResultRow[]>;
}

/** The timesheet system's answer for a week. */
export interface TimesheetAnswer {
  /** One for each asked employee. */
  readonly employees: ReadonlyMap<string, EmployeeAnswer>;
  readonly chain: ChainRows;
}

/** Where timesheets come from. */
export interface TimesheetSource {
  /** @param employeeIds 1 to 100 */
  fetchWeek(mondayDate: MondayDate, employeeIds: readonly string[], signal: AbortSignal): Promise<TimesheetAnswer>;
}

/** One employee-week's write: on the head version it was decided on, and no other. */
export interface Commit {
  readonly employeeId: string;
  /** 0 where there was no head. */
  readonly basedOn: number;
  readonly decisionId: string;
  readonly write:
    | { readonly kind: 'REVISE'; readonly revision: Revision }
    | { readonly kind: 'CONFIRM'; readonly confirmation: DecisionInputs };
}

export type CommitResult = 'COMMITTED' | 'CONTENDED' | 'TOO_MANY_TARGETS';

/** A head as *plan batches* and *reconcile* read it by the thousand. */
export interface HeadDigest {
  readonly employeeId: string;
  /** The run of the newest inputs. */
  readonly runId: string;
  readonly sources: readonly SourceUsage[];
  readonly lines: number;
}

export interface Ledger {
  /** Heads of up to 100 employees by consistent read; employees without a head are absent. */
  readHeads(mondayDate: MondayDate, employeeIds: readonly string[]): Promise<Map<string, Head>>;
  /** All heads of the week by employee id ascending, streamed. */
  listHeads(mondayDate: MondayDate): AsyncIterable<HeadDigest>;
  /** Writes each commit whole or not at all; repeating a commit that was written is harmless. */
  commit(mondayDate: MondayDate, commits: readonly Commit[]): Promise<Map<string, CommitResult>>;
}

/** The ledger for readers. */
export interface LedgerReader {
  /** The heads of a week by employee id ascending, streamed. */
  listWeek(mondayDate: MondayDate): AsyncIterable<Head>;
  /** All revisions of an employee-week, oldest first; the last is current. */
  readRevisions(employeeId: string, mondayDate: MondayDate): Promise<Revision[]>;
}

/** A CWO as the last answer described it, for the `Cwo` table. */
export interface SeenCwo {
  readonly cwo: Cwo;
  readonly project: Project | null;
}

export interface CwoRegistry {
  /** Brings names, project, client and PM up to date; confirmed budgets are left alone. */
  update(seen: readonly SeenCwo[], seenAt: string): Promise<void>;
}

/** Who manages a CWO. */
export interface CwoManagers {
  /** The PM's employee id by CWO; CWOs that are unknown or have none are absent. */
  readManagers(cwoIds: readonly string[]): Promise<Map<string, string>>;
}

export interface RunRecords {
  /** Writes the record before anything is read; repeating it is harmless. */
  open(summary: RunSummary, executionId: string): Promise<void>;
  /** Ends the record; the first end stands. @returns the summary that stands */
  close(summary: RunSummary): Promise<RunSummary>;
  read(mondayDate: MondayDate, runId: string): Promise<RunSummary | null>;
  /** The run of an execution, by its name; among the latest of the week. */
  findByExecution(mondayDate: MondayDate, executionName: string): Promise<RunSummary | null>;
  /** Whether a run of the whole week, not a recalculation, was ever opened. */
  hasFullRun(mondayDate: MondayDate): Promise<boolean>;
}

/** Objects between the steps, by exact key. */
export interface RunStore {
  /** @returns the key, which is the prefix, the content's hash and `.json` */
  putHashed(prefix: string, value: unknown): Promise<string>;
  put(key: string, value: unknown): Promise<void>;
  /** @throws where there is no such object, or its content is not what its key says */
  get<T>(key: string): Promise<T>;
  /** Null where there is no such object. */
  find<T>(key: string): Promise<T | null>;
}

/** What committed decisions rest on, kept as long as the ledger. */
export interface EvidenceStore {
  /** @returns the SHA-256 of the content, its name */
  put(evidence: Evidence): Promise<string>;
  /** Null where there is none of that hash, or its content has another. */
  find(hash: string): Promise<Evidence | null>;
}

/** Tells operators. */
export interface OperatorMessages {
  send(message: { readonly subject: string; readonly body: string }): Promise<void>;
}

/** Counts the requests this invocation has made. */
export interface CallMeter {
  calls(): number;
}

/** Checks that a delivery comes from the timesheet system. */
export interface WebhookVerifier {
  /**
   * @param headers by lower-case name
   * @param body the bytes as sent
   * @returns UNAVAILABLE where the secrets cannot be read now
   */
  verify(
    headers: Readonly<Record<string, string | undefined>>,
    body: Uint8Array,
  ): Promise<'VALID' | 'INVALID' | 'UNAVAILABLE'>;
}

/** An employee-week by name. */
export interface EmployeeWeekKey {
  readonly employeeId: string;
  readonly mondayDate: MondayDate;
}

/** A change that waits; it comes again unless it is deleted in time. */
export interface WaitingChange extends EmployeeWeekKey {
  readonly messageId: string;
  readonly receipt: string;
}

/** Employee-weeks whose timesheets changed, until a recalculation is started for them. */
export interface ChangeQueue {
  /** @returns false where the queue did not take it */
  send(change: EmployeeWeekKey): Promise<boolean>;
  /** Up to ten, perhaps fewer than wait; none where the queue looks empty. */
  receive(): Promise<WaitingChange[]>;
  delete(changes: readonly WaitingChange[]): Promise<void>;
}

/** Starts recalculations. */
export interface Recalculations {
  /**
   * Starting one again under the same name is harmless.
   * @param name at most 80 characters
   * @returns the execution's id
   */
  start(recalculation: {
    readonly name: string;
    readonly trigger: 'WEBHOOK' | 'SWEEP';
    readonly weekStartDate: MondayDate;
    readonly requestKey: string;
  }): Promise<string>;
}

export interface ChangePage {
  readonly changes: readonly EmployeeWeekKey[];
  readonly nextCursor: string;
  readonly hasMore: boolean;
}

/** The timesheet system's change feed. */
export interface ChangeFeed {
  /**
   * @param cursor null means from the beginning
   * @returns null where the system does not know the cursor any more
   */
  read(cursor: string | null, signal: AbortSignal): Promise<ChangePage | null>;
}

/** How far the sweep has come. */
export interface SweepState {
  /** The cursor of the last page that was dealt with: it is read again, as an overlap. Null is the beginning. */
  readonly cursor: string | null;
  /** The employee-week after which the re-check goes on; null is the oldest week's first. */
  readonly recheckAfter: EmployeeWeekKey | null;
}

export interface SweepStates {
  read(): Promise<SweepState>;
  /** Writes the next state, unless another sweep has written since `before` was read. */
  advance(before: SweepState, next: SweepState): Promise<boolean>;
}
