import type { PageDay, PageRest, PulledPages, PullId } from '../../core/collection/pulled-pages.ts';
import type { PulledPage } from '../../core/collection/usage-puller.ts';

/** Pages of pulls in memory, by their number. */
export class MemoryPulledPages implements PulledPages {
  /** By execution, source and attempt. */
  readonly pulls = new Map<string, Map<number, PulledPage>>();

  async put(pull: PullId, number: number, page: PulledPage): Promise<void> {
    const pages = this.pulls.get(nameOf(pull)) ?? new Map<number, PulledPage>();
    this.pulls.set(nameOf(pull), pages.set(number, page));
  }

  pagesOf(pull: PullId): PulledPage[] {
    return [...(this.pulls.get(nameOf(pull)) ?? [])].sort(([a], [b]) => a - b).map(([, page]) => page);
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

function nameOf({ execution, source, attempt }: PullId): string {
  return [execution, source, attempt].join('/');
}
