import type { RunTrigger } from '../../../core/ledger/revision.ts';
import type { Effort } from '../../../core/runs/effort.ts';
import { FindingsTally } from '../../../core/runs/findings.ts';
import type { Outcome } from '../../../core/runs/outcome.ts';
import { addFailed, addOutcome, findDifference, NO_TOTALS, type RunTotals } from '../../../core/runs/run.ts';
import type { SeenCwo } from '../../../core/timesheets/cwo-registry.ts';
import type { UsageRead } from '../../../core/usage/usage-read.ts';
import { compareIds } from '../../../core/values/ids.ts';
import { type Amount, addAmounts, usd4ToUsd6 } from '../../../core/values/money.ts';
import type { Plan, Reconciled } from '../../messages/objects.ts';

const FAILURES_MAX = 20;

/** What a batch left behind. */
export interface BatchResult {
  readonly outcomes: readonly Outcome[];
  /** Of them, those that say that the ledger has them. */
  readonly inLedger: readonly Outcome[];
  readonly missing: { readonly employees: number; readonly amount: Amount };
  readonly failure: string | null;
  readonly cwos: readonly SeenCwo[];
  readonly touched: readonly string[];
  readonly effort: Effort;
}

/** Sums batch after batch; holds the CWOs seen and touched and, of the employees, those to tell operators of. */
export class RunTally {
  readonly #cwos = new Map<string, SeenCwo>();
  readonly #touched = new Set<string>();
  readonly #failures: string[] = [];
  readonly #findings: FindingsTally;
  #read: UsageRead;
  #totals: RunTotals = NO_TOTALS;
  #differences = 0;
  #firstDifference: string | null = null;

  constructor({ read }: Plan, trigger: RunTrigger) {
    this.#findings = new FindingsTally(trigger);
    this.#read = read;
  }

  /** @param differences what the receipts say and the ledger does not */
  add({ outcomes, missing, failure, cwos, touched }: BatchResult, differences: readonly string[]): void {
    for (const outcome of outcomes) this.#addOutcome(outcome);
    this.#totals = addFailed(this.#totals, missing);
    this.#differences += differences.length;
    this.#firstDifference ??= differences[0] ?? null;
    for (const cwoId of touched) this.#touched.add(cwoId);
    for (const seen of cwos) this.#cwos.set(seen.cwo.cwoId, seen);
    if (failure !== null && this.#failures.length < FAILURES_MAX) this.#failures.push(failure);
  }

  cwos(): SeenCwo[] {
    return [...this.#cwos.values()];
  }

  result(): Reconciled {
    return {
      read: this.#read,
      totals: this.#totals,
      difference: findDifference(this.#read, this.#totals) ?? this.#ledgerDifference(),
      failures: this.#failures,
      findings: this.#findings.result(),
      touched: [...this.#touched].sort(compareIds),
    };
  }

  /** Usage taken from a head was not in the plan: it is read when it is decided on. */
  #addOutcome(outcome: Outcome): void {
    this.#totals = addOutcome(this.#totals, outcome);
    this.#findings.add(outcome);
    if (outcome.origin === 'HEAD') {
      const { usage, roundingUsd6 } = this.#read;
      const { amount, exactUsd6 } = outcome;
      this.#read = {
        ...this.#read,
        usage: addAmounts(usage, amount),
        roundingUsd6: roundingUsd6 + usd4ToUsd6(amount.costUsd4) - exactUsd6,
      };
    }
  }

  #ledgerDifference(): string | null {
    if (this.#firstDifference === null) return null;
    return `${this.#differences} employee-weeks differ from the ledger, the first: ${this.#firstDifference}`;
  }
}
