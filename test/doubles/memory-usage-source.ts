import type { UsageResultRow, UsageSource } from '../../core/usage/usage-source.ts';

/** A lake that answers every query with these pages, and tells what it was asked. */
export class MemoryUsageSource implements UsageSource {
  readonly started: Parameters<UsageSource['start']>[0][] = [];
  pagesRead = 0;
  readonly #pages: readonly (readonly UsageResultRow[])[];

  private constructor(pages: readonly (readonly UsageResultRow[])[]) {
    this.#pages = pages;
  }

  static of(pages: readonly (readonly UsageResultRow[])[]): MemoryUsageSource {
    return new MemoryUsageSource(pages);
  }

  async start(query: Parameters<UsageSource['start']>[0]): Promise<string> {
    this.started.push(query);
    return `query-${this.started.length}`;
  }

  async *read(): AsyncGenerator<readonly UsageResultRow[]> {
    for (const page of this.#pages) {
      this.pagesRead += 1;
      yield page;
    }
  }
}
