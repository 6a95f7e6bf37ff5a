import { compareIds } from '../values/ids.ts';
import type { PlainDate } from '../values/week.ts';
import { FactSum } from './merge-facts.ts';
import type { UsageFact } from './usage-fact.ts';
import type { ImportedRecord, SkippedRecord } from './usage-import.ts';

/** Of what is skipped, those that are told one by one. */
const TOLD_MAX = 1_000;

/** What became of the records of an import. */
export class ImportTally {
  /** Records that count, of which facts are made. */
  counted = 0;
  /** Copies of records that count. */
  duplicates = 0;
  skippedCount = 0;
  /** The first 1,000. */
  readonly skipped: SkippedRecord[] = [];
  readonly #days = new Map<PlainDate, FactSum>();

  add(record: ImportedRecord): void {
    if (record.kind === 'SKIPPED') {
      this.skippedCount += 1;
      if (this.skipped.length < TOLD_MAX) this.skipped.push(record);
      return;
    }
    const { records = 1 } = record;
    if (record.kind === 'DUPLICATE') this.duplicates += records;
    else {
      this.counted += records;
      this.#addFact(record.fact);
    }
  }

  /** All that was met. */
  get records(): number {
    return this.counted + this.duplicates + this.skippedCount;
  }

  /** By day, the first day first; in each the facts in the order of their keys. */
  days(): [day: PlainDate, facts: UsageFact[]][] {
    return [...this.#days].sort(([a], [b]) => compareIds(a, b)).map(([day, sum]) => [day, sum.list()]);
  }

  #addFact(fact: UsageFact): void {
    const sum = this.#days.get(fact.usageDate) ?? new FactSum();
    sum.add(fact);
    this.#days.set(fact.usageDate, sum);
  }
}
