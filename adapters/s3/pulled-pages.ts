import type { S3Client } from '@aws-sdk/client-s3';
import type { PageDay, PageRest, PulledPages, PullId, PullRound } from '../../core/collection/pulled-pages.ts';
import type { PulledPage } from '../../core/collection/usage-puller.ts';
import { decodeJson, encodeJson } from '../../core/values/codec.ts';
import type { PlainDate } from '../../core/values/week.ts';
import { putText } from './object-store.ts';
import { keyInRound, readRounds } from './rounds.ts';

const REST = 'rest';

/**
 * Pages of pulls in the run store, each cut into an object per day, so that a day is read without the others. Which write
 * decides: none here. An invocation that is tried again puts its pages beside those of the one that broke.
 */
export class S3PulledPages implements PulledPages {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  async put(of: PullRound, number: number, page: PulledPage): Promise<void> {
    const { facts, spreadUsage, billed, owners, seats, refused } = page;
    const days = new Set([...facts, ...spreadUsage.map(({ fact }) => fact), ...billed].map((one) => one.usageDate));
    for (const day of days) {
      const part: PageDay = {
        facts: facts.filter(({ usageDate }) => usageDate === day),
        spreadUsage: spreadUsage.filter(({ fact }) => fact.usageDate === day),
        billed: billed.filter(({ usageDate }) => usageDate === day),
      };
      await this.#put(of, day, number, part);
    }
    if (owners.length + seats.length + refused.length === 0) return;
    await this.#put(of, REST, number, { owners, seats, refused } satisfies PageRest);
  }

  readDay(pull: PullId, day: PlainDate): AsyncGenerator<PageDay> {
    return this.#read<PageDay>(pull, day);
  }

  readRest(pull: PullId): AsyncGenerator<PageRest> {
    return this.#read<PageRest>(pull, REST);
  }

  async #put(of: PullRound, part: string, number: number, content: PageDay | PageRest): Promise<void> {
    await putText(this.#s3, this.#bucket, keyInRound(prefixOf(of, part), number, of.round), encodeJson(content));
  }

  async *#read<Part>(pull: PullId, part: string): AsyncGenerator<Part> {
    const { rounds } = pull;
    for await (const text of readRounds(this.#s3, this.#bucket, { prefix: prefixOf(pull, part), rounds })) {
      yield decodeJson<Part>(text);
    }
  }
}

function prefixOf({ execution, source }: PullId | PullRound, part: string): string {
  return `runs/collection/${execution}/${source}/${part}/`;
}
