import type { Clock } from '../values/clock.ts';
import { formatUsd4, sameAmount } from '../values/money.ts';
import type { Publications, PublishedPart, PublishedTotals } from './publication.ts';
import type { WrittenTables } from './published-tables.ts';

export interface ProtocolPorts {
  readonly publications: Publications;
  readonly clock: Clock;
}

/** What was written is not what it was made from: the part stays dirty. */
export class PublicationDiffersError extends Error {
  override readonly name = 'PublicationDiffersError';
}

/** After so many lost races the part is left to whoever comes next. */
const ATTEMPTS_MAX = 3;

/**
 * Publishes a part. It takes a version, which marks the part dirty, has it read and written, and confirms on that version;
 * where it has lost, it begins again, so that no older reading stays.
 * @param replace null where somebody else has replaced it meanwhile
 * @returns null where it was overtaken each time
 */
export async function publishPart(
  part: PublishedPart,
  replace: () => Promise<PublishedTotals | null>,
  { publications, clock }: ProtocolPorts,
): Promise<({ readonly version: number } & PublishedTotals) | null> {
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const version = await publications.raise(part, clock.now());
    const written = await replace();
    if (written === null) continue;
    if (await publications.confirm(part, version, written, clock.now())) return { version, ...written };
  }
  return null;
}

/** @throws PublicationDiffersError naming the table */
export function requireSame<Rows>(part: PublishedPart, written: WrittenTables<Rows>, read: WrittenTables<Rows>): void {
  for (const table of Object.keys(read) as (keyof Rows & string)[]) {
    if (written[table].rows === read[table].rows && sameAmount(written[table], read[table])) continue;
    throw new PublicationDiffersError(
      `of ${table} of ${part} ${told(written[table])} were written, of ${told(read[table])}`,
    );
  }
}

function told({ rows, tokens, costUsd4 }: PublishedTotals): string {
  return `${rows} rows, ${tokens} tokens, ${formatUsd4(costUsd4)} USD`;
}
