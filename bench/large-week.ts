import type { HeadItem } from '../adapters/dynamodb/ledger/items.ts';
import { encodeConfirmation, encodeRevision } from '../adapters/dynamodb/ledger/revision-codec.ts';
import { sha256 } from '../adapters/system/hash.ts';
import { allocate } from '../core/allocation/allocate.ts';
import type { Allocation } from '../core/allocation/allocation.ts';
import { Chain } from '../core/allocation/chain.ts';
import type { DecisionInputs } from '../core/ledger/revision.ts';
import type { EmployeeAnswer } from '../core/timesheets/timesheets.ts';
import type { SourceUsage } from '../core/usage/usage.ts';
import { encodeJson } from '../core/values/codec.ts';
import { weekOf } from '../core/values/week.ts';
import { BATCH_SIZE_MAX, PARTITIONS } from '../functions/names.ts';
import { type BenchBatch, makeBatches } from './core-inputs.ts';

/** It lies in two months, so that publishing it reads the evidence of every batch. */
export const LARGE_MONDAY = '2026-11-30';
export const BATCH_SIZE = BATCH_SIZE_MAX;

/** Employees that differ; those behind them are the same again under other ids. */
const VARIETY = 20 * BATCH_SIZE;
/** One employee-week of so many has been revised. */
const REVISED_EVERY = 20;
const USAGE_AS_OF = '2026-12-07T05:00:10.000Z';
const HASH = 'a'.repeat(64);

interface Employee {
  readonly sources: readonly SourceUsage[];
  readonly answer: EmployeeAnswer;
  readonly allocation: Allocation;
}

/** The ledger's items and the evidence of a week of any size, made when they are asked for: nothing but what differs is kept. */
export class LargeWeek {
  readonly employees: number;
  readonly #batches = makeBatches(VARIETY, LARGE_MONDAY);
  readonly #variety = this.#batches.flatMap(allocated);
  readonly #hashes: string[] = [];
  readonly #batchOfHash = new Map<string, number>();

  /** @param lines at least; the last employee may bring some more */
  constructor(lines: number) {
    let [employees, made] = [0, 0];
    for (; made < lines; employees += 1) made += this.#employee(employees).allocation.lines.length;
    this.employees = employees;
  }

  head(pk: string, index: number): HeadItem {
    const { sources } = this.#employee(index);
    const confirmation = encodeConfirmation(this.#inputs(index, '20261207T060000Z-3b937206'), sources);
    const revision = index % REVISED_EVERY === 0 ? 2 : 1;
    return { ...this.#stored(index, revision), pk, sk: idOf(index), headVersion: 2, confirmation };
  }

  /** The one that the head has superseded. */
  revision(index: number): HeadItem {
    const pk = `${PARTITIONS.revisions}${idOf(index)}#${LARGE_MONDAY}`;
    return { ...this.#stored(index, 1), pk, sk: 'REV#000001', headVersion: 1 };
  }

  /** The text of the object of that hash. */
  evidence(hash: string): string {
    const batch = this.#batchOfHash.get(hash);
    if (batch === undefined) throw new Error(`no head rests on evidence ${hash}`);
    return this.#evidenceOf(batch);
  }

  #employee(index: number): Employee {
    return this.#variety[index % VARIETY] as Employee;
  }

  #stored(index: number, revision: number) {
    const { allocation } = this.#employee(index);
    const inputs = this.#inputs(index, '20261207T050000Z-c5597076');
    const previousHash = revision === 1 ? null : HASH;
    const decided = { employeeId: idOf(index), mondayDate: LARGE_MONDAY, revision, inputs, allocation, previousHash };
    // A copy, as what the encoder leaves holds on to a larger buffer.
    const body = Uint8Array.from(encodeRevision(decided));
    return { body, hash: HASH, decisionId: `${inputs.runId}#0001` };
  }

  #inputs(index: number, runId: string): DecisionInputs {
    return {
      runId,
      trigger: 'WEEKLY',
      decidedAt: '2026-12-07T05:00:30.000Z',
      timesheet: { status: 'APPROVED', version: 3 },
      isKnownEmployee: true,
      usageAsOf: USAGE_AS_OF,
      sources: this.#employee(index).sources,
      evidenceHash: this.#hashOf(Math.floor(index / BATCH_SIZE)),
    };
  }

  #hashOf(batch: number): string {
    const known = this.#hashes[batch];
    if (known !== undefined) return known;
    const hash = sha256(this.#evidenceOf(batch));
    this.#hashes[batch] = hash;
    this.#batchOfHash.set(hash, batch);
    return hash;
  }

  #evidenceOf(batch: number): string {
    const indexes = Array.from({ length: BATCH_SIZE }, (_, at) => batch * BATCH_SIZE + at);
    const employees = indexes.map((index) => {
      const { sources, answer } = this.#employee(index);
      return [idOf(index), { sources, usageAsOf: USAGE_AS_OF, answer }];
    });
    const { chain } = this.#batches[batch % this.#batches.length] as BenchBatch;
    return encodeJson({ mondayDate: LARGE_MONDAY, employees: Object.fromEntries(employees), chain });
  }
}

/** Seven digits, so that employees list in order. */
export function idOf(index: number): string {
  return `E${String(index).padStart(7, '0')}`;
}

export function indexOf(employeeId: string): number {
  return Number(employeeId.slice(1));
}

/** Each with two sources. @throws Error where one is set aside */
function allocated({ employees, chain: rows }: BenchBatch): Employee[] {
  const chain = new Chain(rows);
  return employees.map(({ usage: { tokens, costUsd6 }, answer }) => {
    const result = allocate({ tokens, costUsd6 }, answer, weekOf(LARGE_MONDAY), chain);
    if (result.kind === 'SET_ASIDE') throw new Error(`an employee-week of the benchmark is ${result.reason}`);
    const first = { source: 'claude_code', tokens: tokens / 3n, costUsd6: costUsd6 / 3n };
    const rest = { source: 'cursor', tokens: tokens - first.tokens, costUsd6: costUsd6 - first.costUsd6 };
    return { sources: [first, rest], answer, allocation: result.allocation };
  });
}
