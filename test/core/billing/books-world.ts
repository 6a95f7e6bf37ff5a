import { DynamoBillingAcceptances } from '../../../adapters/dynamodb/billing/acceptances.ts';
import { DynamoClosings } from '../../../adapters/dynamodb/billing/closings.ts';
import { DynamoRecharges } from '../../../adapters/dynamodb/billing/recharges.ts';
import { S3FrozenMonths } from '../../../adapters/s3/frozen-months.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { allocate } from '../../../core/allocation/allocate.ts';
import { Chain } from '../../../core/allocation/chain.ts';
import type { ClosePorts } from '../../../core/billing/close-month.ts';
import type { MonthPolicy } from '../../../core/billing/months.ts';
import type { WeekStanding } from '../../../core/billing/open-points.ts';
import type { Recharge } from '../../../core/billing/recharge.ts';
import type { Evidence } from '../../../core/ledger/evidence.ts';
import type { Head } from '../../../core/ledger/revision.ts';
import type { ChainRows, EmployeeAnswer } from '../../../core/timesheets/timesheets.ts';
import { type SourceUsage, sumUsage } from '../../../core/usage/usage.ts';
import { encodeJson } from '../../../core/values/codec.ts';
import { compareIds } from '../../../core/values/ids.ts';
import { type Amount, addAmounts, ZERO_AMOUNT } from '../../../core/values/money.ts';
import { weekOf } from '../../../core/values/week.ts';
import { MemoryBucket } from '../../doubles/memory-bucket.ts';
import { MemoryTable } from '../../doubles/memory-table.ts';
import { TestClock } from '../../doubles/test-clock.ts';
import { type Gate, gatedClient, OPEN } from '../../histories/model/gates.ts';
import { inputs } from '../../worlds/heads.ts';
import { cwo, entry, known, RULE_ROWS, role } from '../../worlds/rule-weeks.ts';

export const STANDS_WELL: WeekStanding = { wasRun: true, failure: null, employeesFailed: 0, setAside: new Map() };

/** Hours of an employee-week by task and day. */
export type Worked = readonly { readonly task: string; readonly day: string; readonly hours: string }[];

/**
 * A ledger as runs leave it, with the real adapters of what closing writes. C1 and C2 are of client CL1, C3 of CL2, until
 * one is moved.
 */
export class BooksWorld {
  readonly clock = new TestClock('2026-12-15T06:00:00.000Z');
  readonly table = new MemoryTable();
  readonly bucket = new MemoryBucket();
  readonly heads = new Map<string, Head>();
  readonly evidence = new Map<string, Evidence>();
  readonly changedAt = new Map<string, string>();
  readonly standings = new Map<string, WeekStanding>();
  monthPolicy: MonthPolicy = 'BY_DAY';
  #names: Readonly<Record<string, string>> = {};
  #clientOf: Readonly<Record<string, string | null>> = { C1: 'CL1', C2: 'CL1', C3: 'CL2' };

  /** The CWO belongs to another client, or to one nobody knows, from now on: what is decided before stays. */
  move(cwoId: string, clientId: string | null): void {
    this.#clientOf = { ...this.#clientOf, [cwoId]: clientId };
  }

  decide(
    employeeId: string,
    mondayDate: string,
    worked: Worked,
    changes: { isApproved?: boolean; cost?: bigint; tokens?: bigint } = {},
  ): void {
    const { isApproved = true, cost = 30_000_100n, tokens = 1000n } = changes;
    const entries = worked.map(({ task, day, hours }, at) => ({ ...entry(task, hours, day), entryId: `N${at}` }));
    const answer = known({ status: isApproved ? 'APPROVED' : 'SUBMITTED', entries });
    this.commit(employeeId, mondayDate, answer, [{ source: 'tool', tokens, costUsd6: cost }]);
  }

  commit(employeeId: string, mondayDate: string, answer: EmployeeAnswer, sources: readonly SourceUsage[]): void {
    const chain = this.#chain();
    const result = allocate(sumUsage(sources), answer, weekOf(mondayDate), new Chain(chain));
    if (result.kind === 'SET_ASIDE') return;
    const kept = { mondayDate, employees: { [employeeId]: { sources, usageAsOf: 'T', answer } }, chain };
    const evidenceHash = sha256(encodeJson(kept));
    this.evidence.set(evidenceHash, kept);
    const key = `${mondayDate}#${employeeId}`;
    const revision = (this.heads.get(key)?.revision.revision ?? 0) + 1;
    const decided = inputs({ sources, evidenceHash, decidedAt: this.#now() });
    const made = {
      employeeId,
      mondayDate,
      revision,
      inputs: decided,
      allocation: result.allocation,
      previousHash: null,
    };
    const head = { headVersion: revision, revision: made, confirmation: null, decisionId: `${revision}` };
    this.heads.set(key, { ...head, revisionHash: sha256(encodeJson(made)) });
    this.changedAt.set(mondayDate, this.#now());
  }

  /** The CWO is called so from now on. */
  name(cwoId: string, name: string): void {
    this.#names = { ...this.#names, [cwoId]: name };
  }

  recharges(): DynamoRecharges {
    return new DynamoRecharges(this.table.client, 'ledger');
  }

  async recharge(cwoId: string, recharge: Recharge, from: string): Promise<void> {
    const recharges = this.recharges();
    const version = (await recharges.list()).filter((one) => one.cwoId === cwoId).length + 1;
    await recharges.add({ cwoId, version, recharge, from, by: 'fin', at: this.#now() });
  }

  #now(): string {
    this.clock.advance(1000);
    return this.clock.now();
  }

  #chain(): ChainRows {
    const ids = ['C1', 'C2', 'C3'];
    return {
      ...RULE_ROWS,
      cwoRoles: ids.map((id, at) => role(`R${at + 1}`, id)),
      cwos: ids.map((id) =>
        cwo(id, { projectId: `P-${this.#clientOf[id]}`, ...(this.#names[id] && { name: this.#names[id] }) }),
      ),
      projects: [...new Set(Object.values(this.#clientOf))]
        .filter((id) => id !== null)
        .map((clientId) => ({
          ...{ projectId: `P-${clientId}`, name: clientId, clientId, clientName: clientId },
        })),
    };
  }

  acceptances(gate: Gate = OPEN): DynamoBillingAcceptances {
    return new DynamoBillingAcceptances(gatedClient(this.table.client, gate), 'ledger');
  }

  ports(gate: Gate = OPEN): ClosePorts {
    const client = gatedClient(this.table.client, gate);
    const { heads, changedAt, standings } = this;
    return {
      clock: this.clock,
      ledger: {
        async *listWeek(mondayDate: string) {
          const ofWeek = [...heads.values()].filter(({ revision }) => revision.mondayDate === mondayDate);
          yield* ofWeek.sort((a, b) => compareIds(a.revision.employeeId, b.revision.employeeId));
        },
      },
      evidence: { find: async (hash) => this.evidence.get(hash) ?? null },
      closings: new DynamoClosings(client, 'ledger', sha256),
      recharges: new DynamoRecharges(client, 'ledger'),
      acceptances: this.acceptances(gate),
      frozenMonths: new S3FrozenMonths(gatedClient(this.bucket.client, gate), 'evidence', sha256),
      listWeeks: async () =>
        [...changedAt].map(([mondayDate, raisedAt]) => ({ mondayDate, raisedAt, settlesAt: null })),
      standings: { of: async (monday) => standings.get(monday) ?? (changedAt.has(monday) ? STANDS_WELL : NOT_RUN) },
      monthPolicy: this.monthPolicy,
    };
  }

  /** What the ledger holds of a client now. */
  ledgerOf(clientId: string | null): Amount {
    const lines = [...this.heads.values()].flatMap(({ revision }) => revision.allocation.lines);
    return lines.filter((line) => line.clientId === clientId).reduce<Amount>(addAmounts, ZERO_AMOUNT);
  }
}

const NOT_RUN: WeekStanding = { wasRun: false, failure: null, employeesFailed: 0, setAside: null };
