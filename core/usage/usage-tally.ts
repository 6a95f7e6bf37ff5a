import { type Amount, addAmounts, roundUsd6ToUsd4, usd4ToUsd6, ZERO_AMOUNT } from '../values/money.ts';
import { type SourceUsage, sumUsage, weeklyAmount } from './usage.ts';
import type { UsageRead } from './usage-read.ts';
import type { UsageGroup, UsageResultRow, UsageTotal } from './usage-source.ts';

/** Sums the usage result as it streams by, and compares it with the total of the same query. */
export class UsageTally {
  #total: UsageTotal | null = null;
  #totalsSeen = 0;
  #rows = 0;
  #tokens = 0n;
  #costUsd6 = 0n;
  #rowsWithoutTokens = 0;
  #setAsideRows = 0;
  #setAsideTokens = 0n;
  #setAsideUsd6 = 0n;
  #employees = 0;
  #weekly: Amount = ZERO_AMOUNT;

  addRow(row: UsageResultRow): void {
    if (row.kind === 'TOTAL') {
      this.#total = row;
      this.#totalsSeen += 1;
    } else {
      this.#addGroup(row);
    }
  }

  /** Counts an employee-week that goes into a batch. @returns its weekly amount */
  addEmployeeWeek(sources: readonly SourceUsage[]): Amount {
    const amount = weeklyAmount(sumUsage(sources));
    this.#weekly = addAmounts(this.#weekly, amount);
    this.#employees += 1;
    return amount;
  }

  /** Whether the lake holds nothing for the week; known as soon as the total, which comes first, was added. */
  isEmpty(): boolean {
    return this.#total?.rows === 0;
  }

  /** What a lost or repeated page leads to, or null where every row is there once. */
  findDifference(): string | null {
    if (this.#totalsSeen !== 1 || !this.#total)
      return `the usage result holds ${this.#totalsSeen} total rows instead of 1`;
    const { rows, tokens, costUsd6 } = this.#total;
    if (rows === this.#rows && tokens === this.#tokens && costUsd6 === this.#costUsd6) return null;
    return (
      `the usage result sums to ${this.#rows} rows, ${this.#tokens} tokens, ${this.#costUsd6} micro USD; ` +
      `its total says ${rows} rows, ${tokens} tokens, ${costUsd6} micro USD`
    );
  }

  /** What was read, rounded: each weekly cost once, what was set aside once. */
  read(): UsageRead {
    const amount = { tokens: this.#setAsideTokens, costUsd4: roundUsd6ToUsd4(this.#setAsideUsd6) };
    const usage = addAmounts(this.#weekly, amount);
    return {
      usage,
      roundingUsd6: usd4ToUsd6(usage.costUsd4) - this.#costUsd6,
      employees: this.#employees,
      rowsWithoutTokens: this.#rowsWithoutTokens,
      setAside: { rows: this.#setAsideRows, amount },
    };
  }

  #addGroup({ reason, rows, rowsWithoutTokens, tokens, costUsd6 }: UsageGroup): void {
    this.#rows += rows;
    this.#tokens += tokens;
    this.#costUsd6 += costUsd6;
    this.#rowsWithoutTokens += rowsWithoutTokens;
    if (reason === null) return;
    this.#setAsideRows += rows;
    this.#setAsideTokens += tokens;
    this.#setAsideUsd6 += costUsd6;
  }
}
