import type { PageDay, PageRest, PulledPages, PullId, PullRound } from '../../core/collection/pulled-pages.ts';
import type { PulledPage } from '../../core/collection/usage-puller.ts';

interface StoredPage extends PullRound {
  readonly number: number;
  readonly page: PulledPage;
}

/** Pages of pulls in memory. */
export class MemoryPulledPages implements PulledPages {
  readonly #stored: StoredPage[] = [];

  async put(of: PullRound, number: number, page: PulledPage): Promise<void> {
    this.#stored.push({ ...of, number, page });
  }

  pagesOf({ execution, source, rounds }: PullId): PulledPage[] {
    const own = this.#stored.filter((one) => one.execution === execution && one.source === source);
    const counted = own.filter(({ round }) => rounds.includes(round)).sort((a, b) => a.number - b.number);
    return counted.map(({ page }) => page);
  }

  async *readDay(pull: PullId, day: string): AsyncGenerator<PageDay> {
    for (const { facts, spreadUsage, billed } of this.pagesOf(pull)) {
      yield {
        facts: facts.filter(({ usageDate }) => usageDate === day),
        spreadUsage: spreadUsage.filter(({ fact }) => fact.usageDate === day),
        billed: billed.filter(({ usageDate }) => usageDate === day),
      };
    }
  }

  async *readRest(pull: PullId): AsyncGenerator<PageRest> {
    yield* this.pagesOf(pull);
  }
}
