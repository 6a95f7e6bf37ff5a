import { TransactionConflictException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DynamoBudgets } from '../../../adapters/dynamodb/budgets/budgets.ts';
import { DynamoDecisions } from '../../../adapters/dynamodb/budgets/decisions.ts';
import { linePartition } from '../../../adapters/dynamodb/keys.ts';
import { DynamoCwoLines } from '../../../adapters/dynamodb/ledger/cwo-lines.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { type DecisionPorts, decideBudget } from '../../../core/budgets/decide-budget.ts';
import type { DecisionKind } from '../../../core/budgets/decision.ts';
import type { Thresholds } from '../../../core/budgets/thresholds.ts';
import { trackWeek } from '../../../core/budgets/track-week.ts';
import { formatUsd4 } from '../../../core/values/money.ts';
import { type Item, MemoryTable } from '../../doubles/memory-table.ts';
import { TestClock } from '../../doubles/test-clock.ts';
import { type Four, OracleCwo, type OracleDecision, type OracleLine } from './oracle.ts';
import { Traffic } from './traffic.ts';

export const CWOS = ['C1', 'C2'] as const;
export const MONDAYS = ['2026-11-02', '2026-11-09', '2026-11-16', '2026-11-23'] as const;
/** In Tokyo it is Monday, 23 November, already. */
const BEGINNING = '2026-11-22T15:30:00.000Z';
const TOKYO_HOURS_AHEAD = 9;

const NOTIFY = 'NOTIFY';
const ESCALATE = 'ESCALATE';
const USUAL = [
  { pct: 70, level: NOTIFY },
  { pct: 90, level: ESCALATE },
] as const;
export const THRESHOLDS: Thresholds = {
  WEEK: {
    TOKENS: USUAL,
    // Near each other, and an escalation below a notice: raised and lowered may meet in one refresh.
    USD: [
      { pct: 6, level: NOTIFY },
      { pct: 70, level: ESCALATE },
      { pct: 72, level: NOTIFY },
      { pct: 100, level: ESCALATE },
      { pct: 1000, level: NOTIFY },
    ],
  },
  TOTAL: { TOKENS: USUAL, USD: [{ pct: 50, level: NOTIFY }] },
};

/** What befalls the call of that number, counted from 0, and whether all later ones of the process too. */
export interface Fault {
  readonly atCall: number;
  readonly kind: 'BEFORE' | 'AFTER' | 'BUSY';
  readonly isLast: boolean;
}

export type Work =
  | {
      readonly do: 'refresh';
      readonly cwoIds: readonly string[];
      readonly monday: string;
      readonly fault: Fault | null;
    }
  | {
      readonly do: 'decide';
      readonly cwoId: string;
      readonly kind: DecisionKind;
      readonly names: Partial<Record<'tokensPerWeek' | 'tokensTotal' | 'usd4PerWeek' | 'usd4Total', bigint | null>>;
      readonly suggested: Four;
      readonly weeksAhead: number | null;
      readonly isStale: boolean;
      readonly fault: Fault | null;
    };

export interface SetLine {
  readonly cwoId: string;
  readonly monday: string;
  readonly employeeId: string;
  /** Null takes it away. */
  readonly line: (OracleLine & { readonly role: string | null }) | null;
}

const TABLES = { budgets: 'budgets', cwos: 'cwos' };

/** How work may end that did not succeed. */
const ENDINGS = ['ProcessDiedError', 'BudgetContendedError', 'DecisionConflictError', 'DecisionRefusedError'];

class ProcessDiedError extends Error {
  override readonly name = 'ProcessDiedError';
}

interface Process {
  readonly work: Work;
  readonly runId: string;
  /** The lines last seen by it, by CWO and week. */
  readonly seen: Map<string, OracleLine[]>;
  /** How many changes there were of lines when it began to read those. */
  readonly begunAt: Map<string, number>;
  calls: number;
}

/** The tables and the clock, who works on them, and the oracle that follows what took effect. */
export class BudgetWorld {
  readonly table = new MemoryTable();
  readonly clock = new TestClock(BEGINNING);
  readonly oracle = new Map(CWOS.map((id) => [id as string, new OracleCwo(id, THRESHOLDS, TOKYO_HOURS_AHEAD)]));
  readonly sights = new Set<string>();
  /** Weeks of CWOs whose lines have not changed since a refresh began to read them that succeeded. */
  readonly fresh = new Set<string>();
  readonly #ledger = new MemoryTable();
  readonly #lines = new Map<string, OracleLine>();
  #changes = 0;
  readonly #changedAt = new Map<string, number>();
  #works = 0;
  #acting: Process | null = null;

  constructor() {
    for (const cwoId of CWOS) this.table.put({ cwoId });
    this.table.afterWrite = (items) => this.#follow(items);
  }

  setLine({ cwoId, monday, employeeId, line }: SetLine): void {
    const key = { pk: linePartition(cwoId, null), sk: `${monday}#${employeeId}` };
    const name = `${key.pk}/${key.sk}`;
    if (line) {
      const { tokens, usd4, isEstimated, role } = line;
      this.#ledger.put({
        ...key,
        id: name,
        allocatedTokens: tokens,
        allocatedCostUsd: formatUsd4(usd4),
        allocationBasis: isEstimated ? 'ESTIMATED' : 'ACTUAL',
        role,
      });
      this.#lines.set(name, line);
    } else {
      this.#ledger.delete(key);
      this.#lines.delete(name);
    }
    this.#changes += 1;
    this.#changedAt.set(`${cwoId}/${monday}`, this.#changes);
    this.fresh.delete(`${cwoId}/${monday}`);
  }

  currentLines(cwoId: string, monday: string): OracleLine[] {
    const begin = linesKey(cwoId, monday);
    return [...this.#lines].filter(([name]) => name.startsWith(begin)).map(([, line]) => line);
  }

  /** Nothing else happens meanwhile. */
  work(work: Work): Promise<void> {
    return this.#perform(work, new Traffic(false));
  }

  /**
   * Two at once: whose call comes next says the word of A and B.
   * @param between falls in after so many calls
   */
  async atOnce(
    pair: readonly [Work, Work],
    word: readonly ('A' | 'B')[],
    between: readonly (SetLine | null)[],
  ): Promise<void> {
    const traffic = new Traffic(true);
    const both = Promise.allSettled([this.#perform(pair[0], traffic, 'A'), this.#perform(pair[1], traffic, 'B')]);
    const changes = [...between];
    await traffic.drive(word, () => {
      const change = changes.shift();
      if (change) this.setLine(change);
    });
    for (const ended of await both) {
      if (ended.status === 'rejected') throw ended.reason;
    }
  }

  async #perform(work: Work, traffic: Traffic, actor = 'A'): Promise<void> {
    this.#works += 1;
    const process: Process = { work, runId: `R${this.#works}`, seen: new Map(), begunAt: new Map(), calls: 0 };
    const ports = this.#ports(process, traffic, actor);
    try {
      if (work.do === 'refresh') await trackWeek({ runId: process.runId, mondayDate: work.monday }, work.cwoIds, ports);
      else await this.#decide(work, ports);
      if (work.do === 'refresh') this.#noteFresh(work.cwoIds, work.monday, process);
    } catch (error) {
      const { name } = error as Error;
      this.sights.add(name);
      if (!ENDINGS.includes(name)) throw error;
    } finally {
      traffic.end(actor);
    }
  }

  #decide(work: Work & { readonly do: 'decide' }, ports: DecisionPorts): Promise<unknown> {
    const version = this.oracleOf(work.cwoId).decisions.length;
    const [tokensPerWeek, tokensTotal, usd4PerWeek, usd4Total] = work.suggested;
    return decideBudget(
      {
        cwoId: work.cwoId,
        seenVersion: work.isStale ? Math.max(version - 1, 0) : version,
        request: {
          kind: work.kind,
          figures: work.names,
          effectiveFrom: work.weeksAhead === null ? null : this.#mondayAhead(work.weeksAhead),
          suggestionId: null,
          decidedBy: 'E9',
          note: null,
        },
        suggested: { tokensPerWeek, tokensTotal, usd4PerWeek, usd4Total },
      },
      ports,
    );
  }

  oracleOf(cwoId: string): OracleCwo {
    return this.oracle.get(cwoId) as OracleCwo;
  }

  #noteFresh(cwoIds: readonly string[], monday: string, { begunAt }: Process): void {
    for (const cwoId of cwoIds) {
      const key = `${cwoId}/${monday}`;
      const isNewest = (this.#changedAt.get(key) ?? 0) <= (begunAt.get(linesKey(cwoId, monday)) ?? -1);
      if (isNewest) this.fresh.add(key);
    }
  }

  #ports(process: Process, traffic: Traffic, actor: string): DecisionPorts {
    const client = (table: MemoryTable) =>
      ({
        send: async (command: Sent) => {
          await traffic.pass(actor);
          return this.#call(process, command, () => table.send(paged(command)));
        },
      }) as unknown as DynamoDBDocumentClient;
    return {
      budgets: new DynamoBudgets(client(this.table), TABLES.budgets, sha256),
      decisions: new DynamoDecisions(client(this.table), TABLES, sha256),
      lines: new DynamoCwoLines(client(this.#ledger), 'ledger', sha256),
      publications: { expectChange: async () => {} },
      clock: this.clock,
      sha256,
      settings: { thresholds: THRESHOLDS, timeZone: 'Asia/Tokyo' },
    };
  }

  async #call(process: Process, command: Sent, make: () => Promise<Answer>): Promise<Answer> {
    const { fault } = process.work;
    const number = process.calls;
    process.calls += 1;
    const isHit = fault !== null && (number === fault.atCall || (fault.isLast && number > fault.atCall));
    const isTransaction = command.constructor.name === 'TransactWriteCommand';
    if (isHit && fault.kind === 'BUSY' && isTransaction) {
      throw new TransactionConflictException({ message: 'busy', $metadata: {} });
    }
    if (isHit && fault.kind === 'BEFORE') throw new ProcessDiedError();
    this.#acting = process;
    // Made without a pause in between: a table in memory answers at once.
    const made = make();
    this.#acting = null;
    const answer = await made.catch((error: Error) => {
      if (isTransaction) this.sights.add('race lost');
      throw error;
    });
    if (answer.Items) this.#noteSeen(process, command, answer.Items);
    if (isHit && fault.kind === 'AFTER') throw new ProcessDiedError();
    return answer;
  }

  #noteSeen({ seen, begunAt }: Process, { input }: Sent, items: readonly Item[]): void {
    const prefix = input.ExpressionAttributeValues?.[':prefix'];
    if (prefix === undefined) return;
    const pk = String(input.ExpressionAttributeValues?.[':pk']);
    const key = `${pk}/${prefix}`;
    const before = input.ExclusiveStartKey ? (seen.get(key) ?? []) : [];
    if (!input.ExclusiveStartKey) begunAt.set(key, this.#changes);
    seen.set(key, [...before, ...items.map((item) => toOracleLine(item))]);
  }

  /** A transaction took effect: the oracle is told of what, and of what its writer had seen. */
  #follow(items: readonly Item[]): void {
    const process = this.#acting as Process;
    const { work, runId, seen } = process;
    for (const { cwoId } of items.filter(({ sk }) => sk === 'TOTAL')) {
      const oracle = this.oracleOf(String(cwoId));
      const decision = work.do === 'decide' ? this.#oracleDecision(work) : null;
      const mondays = work.do === 'refresh' ? [work.monday] : weeksOf(oracle, decision as OracleDecision);
      const lines = new Map(mondays.map((monday) => [monday, seen.get(linesKey(String(cwoId), monday)) ?? []]));
      oracle.take({ at: this.clock.now(), runId: work.do === 'refresh' ? runId : null, lines, decision });
    }
  }

  /** What the request comes to, by the rules. */
  #oracleDecision({ cwoId, kind, names, suggested, weeksAhead }: Work & { readonly do: 'decide' }): OracleDecision {
    const last = this.oracleOf(cwoId).decisions.at(-1);
    const before = last?.figures ?? [null, null, null, null];
    const named = [names.tokensPerWeek, names.tokensTotal, names.usd4PerWeek, names.usd4Total];
    const figures = [0, 1, 2, 3].map((place) => {
      if (kind === 'CONFIRMED') return suggested[place] ?? before[place];
      const figure = kind === 'SKIPPED' ? undefined : named[place];
      return figure === undefined ? before[place] : figure;
    }) as unknown as Four;
    const from = this.#mondayAhead(weeksAhead ?? 0);
    return { kind, figures, effectiveFrom: kind === 'SKIPPED' ? (last?.effectiveFrom ?? from) : from };
  }

  /** The Monday of the week in Tokyo, or a later one. */
  #mondayAhead(weeks: number): string {
    const days = Math.floor((Date.parse(this.clock.now()) + TOKYO_HOURS_AHEAD * 3_600_000) / 86_400_000);
    // The first day of the era was a Thursday.
    const monday = days - ((days + 3) % 7) + 7 * weeks;
    return new Date(monday * 86_400_000).toISOString().slice(0, 10);
  }
}

function linesKey(cwoId: string, monday: string): string {
  return `${linePartition(cwoId, null)}/${monday}#`;
}

interface Sent {
  readonly input: {
    readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>>;
    readonly ExclusiveStartKey?: unknown;
  };
}

interface Answer {
  readonly Items?: readonly Item[];
}

/** Pages of two items, so that lines and rows change while they are read, as no query of DynamoDB is a snapshot. */
function paged(command: Sent): Sent & { readonly input: object } {
  if (command.constructor.name !== 'QueryCommand') return command;
  return Object.assign(Object.create(Object.getPrototypeOf(command)), { input: { ...command.input, Limit: 2 } });
}

function toOracleLine(item: Item): OracleLine {
  const usd4 = BigInt(String(item.allocatedCostUsd).replace('.', ''));
  return { tokens: item.allocatedTokens as bigint, usd4, isEstimated: item.allocationBasis === 'ESTIMATED' };
}

function weeksOf({ weeks }: OracleCwo, { kind, effectiveFrom }: OracleDecision): string[] {
  return kind === 'SKIPPED' ? [] : [...weeks.keys()].filter((monday) => monday >= effectiveFrom).sort();
}
