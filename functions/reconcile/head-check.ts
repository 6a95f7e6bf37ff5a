import { compareIds } from '../../core/ids.ts';
import { type Amount, sameAmount } from '../../core/money.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { HeadDigest } from '../../core/ports.ts';
import { sumUsage, weeklyAmount } from '../../core/usage.ts';

/** Compares outcomes with the ledger: each must have its head, and a head that still carries the run its amount. */
export class HeadCheck {
  readonly #runId: string;
  readonly #heads: AsyncIterator<HeadDigest>;
  #current: HeadDigest | undefined;
  #isEnd = false;
  #wrong = 0;
  #firstWrong: string | null = null;

  /** @param heads by employee id ascending */
  constructor(runId: string, heads: AsyncIterable<HeadDigest>) {
    this.#runId = runId;
    this.#heads = heads[Symbol.asyncIterator]();
  }

  /** @param outcome by employee id ascending */
  async add({ employeeId, kind, amount, breakdown, hasVanished }: Outcome): Promise<void> {
    if (kind !== 'COMMITTED' && kind !== 'CONFIRMED') return;
    const head = await this.#find(employeeId);
    if (!head) this.#note(employeeId, 'has no head');
    else if (head.runId === this.#runId || hasVanished) this.#compare(head, amount, breakdown?.lines ?? 0);
  }

  /** What the receipts say and the ledger does not, or null. */
  difference(): string | null {
    return this.#firstWrong && `${this.#wrong} employee-weeks differ from the ledger, the first: ${this.#firstWrong}`;
  }

  #compare(head: HeadDigest, amount: Amount, lines: number): void {
    const isSame = sameAmount(weeklyAmount(sumUsage(head.sources)), amount) && head.lines === lines;
    if (!isSame) this.#note(head.employeeId, 'has a head of another amount');
  }

  async #find(employeeId: string): Promise<HeadDigest | undefined> {
    while (!this.#isEnd && (!this.#current || compareIds(this.#current.employeeId, employeeId) < 0)) {
      const next = await this.#heads.next();
      this.#isEnd = next.done === true;
      this.#current = next.done ? undefined : next.value;
    }
    return this.#current?.employeeId === employeeId ? this.#current : undefined;
  }

  #note(employeeId: string, what: string): void {
    this.#wrong += 1;
    this.#firstWrong ??= `${employeeId} ${what}`;
  }
}
