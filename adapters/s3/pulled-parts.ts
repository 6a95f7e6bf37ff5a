import type { S3Client } from '@aws-sdk/client-s3';
import type { KeptPart, PartRound, PulledParts, PulledWeek } from '../../core/timesheets/mirror/pulled-parts.ts';
import { decodeJson, encodeJson } from '../../core/values/codec.ts';
import { putText } from './object-store.ts';
import { keyInRound, readRounds } from './rounds.ts';

/** Parts of pulled weeks in the run store. */
export class S3PulledParts implements PulledParts {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  async put(of: PartRound, number: number, { lines, around, totals, moved, goesOn }: KeptPart): Promise<void> {
    const text = encodeJson({ lines, around, totals, moved, goesOn });
    await putText(this.#s3, this.#bucket, keyInRound(prefixOf(of), number, of.round), text);
  }

  async *read(week: PulledWeek): AsyncGenerator<KeptPart> {
    const { rounds } = week;
    for await (const text of readRounds(this.#s3, this.#bucket, { prefix: prefixOf(week), rounds })) {
      yield decodeJson<KeptPart>(text);
    }
  }
}

function prefixOf({ execution, source, mondayDate }: PulledWeek | PartRound): string {
  return `runs/timesheets/${execution}/${source}/${mondayDate}/`;
}
