import { isDeepStrictEqual } from 'node:util';
import { sha256 } from '../../adapters/system/hash.ts';
import type { Evidence, EvidenceStore } from '../../core/ledger/evidence.ts';
import type { Commit, CommitResult, HeadDigest, Ledger } from '../../core/ledger/ledger.ts';
import { type Head, latestInputs } from '../../core/ledger/revision.ts';
import { addEffort, type Effort, type EffortMeter, NO_EFFORT } from '../../core/runs/effort.ts';
import type { Findings } from '../../core/runs/findings.ts';
import type { OperatorMessages } from '../../core/runs/operator-messages.ts';
import type { RunSummary } from '../../core/runs/run.ts';
import type { RunRecords } from '../../core/runs/run-records.ts';
import type { RunStore } from '../../core/runs/run-store.ts';
import type { ToldFindings } from '../../core/runs/told-findings.ts';
import type { CwoChanges } from '../../core/timesheets/cwo-changes.ts';
import type { CwoNews, CwoRecords, CwoRegistry, SeenCwo } from '../../core/timesheets/cwo-registry.ts';
import type { CwoDescription } from '../../core/timesheets/cwo-source.ts';
import { decodeJson, encodeJson } from '../../core/values/codec.ts';

/** The ports of the steps in memory, with the semantics that `core/ports.ts` promises and nothing else. */

/** For steps of which nobody asks what they take. */
export const NO_CALLS: EffortMeter = { add: () => {}, total: () => NO_EFFORT };

/** Knows what was spent before it, and nothing of requests. */
export class MemoryMeter implements EffortMeter {
  #spent: Effort;

  constructor(awsCalls: number, invocations: number) {
    this.#spent = { awsCalls, invocations };
  }

  add(effort: Effort): void {
    this.#spent = addEffort(this.#spent, effort);
  }

  total(requestsToCome: number): Effort {
    return addEffort(this.#spent, { awsCalls: requestsToCome, invocations: 0 });
  }
}

/** Objects as text, as they would rest. */
export class MemoryRunStore implements RunStore {
  readonly texts = new Map<string, string>();

  async putHashed(prefix: string, value: unknown): Promise<string> {
    const key = `${prefix}-${sha256(encodeJson(value))}.json`;
    await this.put(key, value);
    return key;
  }

  async put(key: string, value: unknown): Promise<void> {
    this.texts.set(key, encodeJson(value));
  }

  async get<T>(key: string): Promise<T> {
    const value = await this.find<T>(key);
    if (value === null) throw new Error(`no object ${key}`);
    return value;
  }

  async find<T>(key: string): Promise<T | null> {
    const text = this.texts.get(key);
    return text === undefined ? null : decodeJson<T>(text);
  }

  /** The keys below a prefix, ascending. */
  keys(prefix: string): string[] {
    return [...this.texts.keys()].filter((key) => key.startsWith(prefix)).sort();
  }
}

export class MemoryEvidence implements EvidenceStore {
  readonly texts = new Map<string, string>();

  async put(evidence: Evidence): Promise<string> {
    const text = encodeJson(evidence);
    this.texts.set(sha256(text), text);
    return sha256(text);
  }

  async find(hash: string): Promise<Evidence | null> {
    const text = this.texts.get(hash);
    return text === undefined ? null : decodeJson<Evidence>(text);
  }
}

/** Heads of one week. A commit counts only on the head version it was decided on; repeating one is harmless. */
export class MemoryLedger implements Ledger {
  readonly heads = new Map<string, Head>();
  /** Called before each commit, for what others do in the meantime. */
  beforeCommit: (commit: Commit) => CommitResult | undefined = () => undefined;

  async readHeads(_mondayDate: string, employeeIds: readonly string[]): Promise<Map<string, Head>> {
    return new Map(employeeIds.flatMap((id) => (this.heads.has(id) ? [[id, this.heads.get(id) as Head]] : [])));
  }

  async *listHeads(): AsyncGenerator<HeadDigest> {
    for (const employeeId of [...this.heads.keys()].sort()) {
      const head = this.heads.get(employeeId) as Head;
      const { runId, sources } = latestInputs(head);
      const { headVersion, revisionHash, decisionId } = head;
      const { revision, allocation } = head.revision;
      yield {
        employeeId,
        headVersion,
        revision,
        revisionHash,
        decisionId,
        runId,
        sources,
        lines: allocation.lines.length,
      };
    }
  }

  async commit(_mondayDate: string, commits: readonly Commit[]): Promise<Map<string, CommitResult>> {
    return new Map(commits.map((commit) => [commit.employeeId, this.beforeCommit(commit) ?? this.#write(commit)]));
  }

  #write({ employeeId, basedOn, decisionId, write }: Commit): CommitResult {
    const current = this.heads.get(employeeId);
    if (current?.decisionId === decisionId) return 'COMMITTED';
    if ((current?.headVersion ?? 0) !== basedOn) return 'CONTENDED';
    const headVersion = basedOn + 1;
    if (write.kind === 'CONFIRM') {
      this.heads.set(employeeId, { ...(current as Head), headVersion, confirmation: write.confirmation, decisionId });
    } else {
      const { revision } = write;
      const revisionHash = sha256(encodeJson(revision));
      this.heads.set(employeeId, { headVersion, revision, revisionHash, confirmation: null, decisionId });
    }
    return 'COMMITTED';
  }
}

interface KnownCwo extends SeenCwo {
  readonly email: string | null;
  readonly seenAt: string;
}

/** CWOs by id; no answer takes the place of one that was asked for later. */
export class MemoryRegistry implements CwoRegistry, CwoRecords {
  readonly known = new Map<string, KnownCwo>();

  async findNews(seen: readonly SeenCwo[]): Promise<CwoNews[]> {
    return seen.flatMap(({ cwo, project }) => {
      const known = this.known.get(cwo.cwoId);
      if (known && encodeJson([known.cwo, known.project]) === encodeJson([cwo, project])) return [];
      const isManagerNew = known?.cwo.projectManager?.employeeId !== cwo.projectManager?.employeeId;
      return [{ cwo, project, isManagerNew }];
    });
  }

  async update(news: readonly CwoNews[], seenAt: string): Promise<void> {
    for (const { isManagerNew, cwo, project } of news) {
      const email = isManagerNew ? null : (this.known.get(cwo.cwoId)?.email ?? null);
      this.#take({ cwo, project, email, seenAt });
    }
  }

  async record({ cwo: { projectManager, ...cwo }, project }: CwoDescription, seenAt: string): Promise<void> {
    const manager = projectManager && { employeeId: projectManager.employeeId };
    this.#take({ cwo: { ...cwo, projectManager: manager }, project, email: projectManager?.email ?? null, seenAt });
  }

  #take(known: KnownCwo): void {
    const before = this.known.get(known.cwo.cwoId);
    if (!before || before.seenAt < known.seenAt) this.known.set(known.cwo.cwoId, known);
  }
}

export class MemoryCwoChanges implements CwoChanges {
  readonly sent: string[] = [];
  isTaking = true;

  async send(cwoIds: readonly string[]): Promise<void> {
    if (!this.isTaking && cwoIds.length > 0) throw new Error('not taken');
    this.sent.push(...cwoIds);
  }
}

export class MemoryRunRecords implements RunRecords {
  readonly records = new Map<string, { readonly executionId: string; readonly summary: RunSummary }>();

  async open(summary: RunSummary, executionId: string): Promise<void> {
    if (!this.records.has(summary.runId)) this.records.set(summary.runId, { executionId, summary });
  }

  async close(summary: RunSummary): Promise<RunSummary> {
    const record = this.records.get(summary.runId);
    if (record?.summary.status === 'RUNNING') this.records.set(summary.runId, { ...record, summary });
    return this.records.get(summary.runId)?.summary ?? summary;
  }

  async read(_mondayDate: string, runId: string): Promise<RunSummary | null> {
    return this.records.get(runId)?.summary ?? null;
  }

  async findByExecution(_mondayDate: string, executionName: string): Promise<RunSummary | null> {
    const found = [...this.records.values()].find(({ executionId }) => executionId.endsWith(`:${executionName}`));
    return found?.summary ?? null;
  }

  async hasFullRun(): Promise<boolean> {
    return [...this.records.values()].some(({ summary }) => !['WEBHOOK', 'SWEEP'].includes(summary.trigger));
  }
}

export class MemoryToldFindings implements ToldFindings {
  readonly #told = new Map<string, Findings>();
  /** Called before each replacement, for what others tell in the meantime. */
  beforeReplace: () => void = () => {};

  async read(mondayDate: string): Promise<Findings> {
    return this.#told.get(mondayDate) ?? {};
  }

  async replace(mondayDate: string, before: Findings, after: Findings): Promise<boolean> {
    this.beforeReplace();
    if (!isDeepStrictEqual(await this.read(mondayDate), before)) return false;
    this.#told.set(mondayDate, after);
    return true;
  }
}

export class MemoryMessages implements OperatorMessages {
  readonly sent: { readonly subject: string; readonly body: string }[] = [];

  async send(message: { readonly subject: string; readonly body: string }): Promise<void> {
    this.sent.push(message);
  }
}
